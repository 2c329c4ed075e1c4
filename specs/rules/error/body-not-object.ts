import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A body that is JSON, but no object, is refused.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest (type object)',
  why: 'Handlers that read members of a list or a number fall over. Answers of 5xx are sent three times by the official libraries, and a 200 hides the mistake.',
  mend: 'Answer 400 unless the body is a JSON object.',
  wrong: '[] → 500',
  right: '[] → 400',
  on: [],
} satisfies Rule
