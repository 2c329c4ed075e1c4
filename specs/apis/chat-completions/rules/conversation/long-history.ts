import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A conversation of a hundred short turns is accepted if it fits into the context.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › messages (no maxItems)',
  why: 'Assistants that run all day send their full history; a limit on the number of messages stops them.',
  mend: 'Limit a conversation by its tokens, not by the number of its messages.',
  wrong: '{"messages": [… 200 short messages …]} → 400',
  right: '{"messages": [… 200 short messages …]} → 200',
  on: [],
} satisfies Rule
