import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A tool_choice that names no declared tool, is an unknown word, or comes without tools is refused.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'OpenAPI ChatCompletionToolChoiceOption; the reference answers 400',
  why: 'A choice that is dropped without a word lets the model do what was ruled out.',
  mend: 'Check the choice against tools, and answer 400.',
  wrong: '{"tool_choice": "required"} without tools → 200',
  right: '{"tool_choice": "required"} without tools → 400',
  on: [],
} satisfies Rule
