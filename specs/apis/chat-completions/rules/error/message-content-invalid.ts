import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A user message without content, or with a number, an object or null for it, is refused.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestUserMessage.required, › content',
  why: 'The model answers the text None or nothing at all. Answers of 5xx are sent three times by the official libraries, and a 200 hides the mistake.',
  mend: 'Answer 400 unless the content of a user message is a string or a list of parts.',
  wrong: '{"role": "user", "content": 5} → 500',
  right: '{"role": "user", "content": 5} → 400',
  on: [],
} satisfies Rule
