import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A user message whose content is missing, null, a number or an object is rejected.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestUserMessage.required, › content',
  why: 'The model answers the string "None", or nothing at all. The official libraries retry a 5xx twice, and a 200 hides the mistake.',
  mend: 'Answer 400 unless the content of a user message is a string or an array of parts.',
  wrong: '{"role": "user", "content": 5} → 500',
  right: '{"role": "user", "content": 5} → 400',
  on: [],
} satisfies Rule
