import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Counts are integers from 0.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the reply',
  why: 'Programs add the counts up and use them for billing.',
  mend: 'Write counts as numbers, not as strings.',
  wrong: '"prompt_tokens": "4"',
  right: '"prompt_tokens": 4',
  on: ['json'],
  perField: true,
  check: bySchema('generate/field-types'),
} satisfies Rule<'json'>
