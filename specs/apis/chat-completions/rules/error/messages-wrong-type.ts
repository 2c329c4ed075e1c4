import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A request whose messages are not an array of objects is rejected.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › messages (array of objects)',
  why: 'A string instead of the array is the most common first mistake. The official libraries retry a 5xx twice, and a 200 hides the mistake.',
  mend: 'Answer 400 unless messages is an array of objects.',
  wrong: '{"messages": "Hi"} → 500',
  right: '{"messages": "Hi"} → 400',
  on: [],
} satisfies Rule
