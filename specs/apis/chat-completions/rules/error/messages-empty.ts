import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A request with an empty messages array is rejected.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › messages (minItems 1)',
  why: 'The model answers a question that nobody asked, or the chat template crashes.',
  mend: 'Answer 400 to an empty array.',
  wrong: '{"messages": []} → 500',
  right: '{"messages": []} → 400',
  on: [],
} satisfies Rule
