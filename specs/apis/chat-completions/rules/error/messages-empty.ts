import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A request with an empty list of messages is refused.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › messages (minItems 1)',
  why: 'An empty prompt is answered with whatever the model says to nothing, or crashes the chat template.',
  mend: 'Answer 400 to an empty list.',
  wrong: '{"messages": []} → 500',
  right: '{"messages": []} → 400',
  on: [],
} satisfies Rule
