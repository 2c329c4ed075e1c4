import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'generated_text is a list of texts, also where there is one answer.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the reply',
  why: 'Clients take generated_text[0]: of a text that is its first letter.',
  mend: 'Write the one answer in a list.',
  wrong: '"generated_text": "Hello"',
  right: '"generated_text": ["Hello"]',
  on: ['json'],
  check: bySchema('generate/text-is-list'),
} satisfies Rule<'json'>
