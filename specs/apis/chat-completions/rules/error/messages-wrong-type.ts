import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'messages that are no list of objects are refused.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › messages (array of objects)',
  why: 'A string in place of the list is the most common first mistake. Answers of 5xx are sent three times by the official libraries, and a 200 hides the mistake.',
  mend: 'Answer 400 to anything but a list of objects.',
  wrong: '{"messages": "Hi"} → 500',
  right: '{"messages": "Hi"} → 400',
  on: [],
} satisfies Rule
