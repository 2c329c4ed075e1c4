import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'A reply has generated_text, count_output_tokens, finish_reason and prompt_tokens.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the reply',
  why: 'Clients of these endpoints read all four by name.',
  mend: 'Write all four fields, also for an empty answer.',
  wrong: '{"generated_text":["Hi"]}',
  right: '{"generated_text":["Hi"],"count_output_tokens":1,"finish_reason":"stop","prompt_tokens":4}',
  on: ['json'],
  perField: true,
  check: bySchema('generate/required-fields'),
} satisfies Rule<'json'>
