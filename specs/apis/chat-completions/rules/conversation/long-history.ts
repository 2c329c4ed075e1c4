import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A conversation of a hundred short turns is accepted when it fits the context.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › messages (no maxItems)',
  why: 'Assistants that run all day send their whole history; a limit on the number of messages ends them in the middle.',
  mend: 'Limit a conversation by its tokens, not by the number of its messages.',
  wrong: '{"messages": [… 200 short ones …]} → 400',
  right: '{"messages": [… 200 short ones …]} → 200',
  on: [],
} satisfies Rule
