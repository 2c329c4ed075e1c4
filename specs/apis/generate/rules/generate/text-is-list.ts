import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'generated_text is an array of strings, even for one answer.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the reply',
  why: 'Clients read generated_text[0]: of a string that is its first letter.',
  mend: 'Put a single answer into an array.',
  wrong: '"generated_text": "Hello"',
  right: '"generated_text": ["Hello"]',
  on: ['json'],
  check: bySchema('generate/text-is-list'),
} satisfies Rule<'json'>
