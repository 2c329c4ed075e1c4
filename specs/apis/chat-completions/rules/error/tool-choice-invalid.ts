import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A tool_choice that names an undeclared tool, has an unknown value, or comes without tools is rejected.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'OpenAPI ChatCompletionToolChoiceOption; the reference answers 400',
  why: 'If the choice is silently dropped, the model may do what the caller ruled out.',
  mend: 'Check the choice against tools, and answer 400.',
  wrong: '{"tool_choice": "required"} without tools → 200',
  right: '{"tool_choice": "required"} without tools → 400',
  on: [],
} satisfies Rule
