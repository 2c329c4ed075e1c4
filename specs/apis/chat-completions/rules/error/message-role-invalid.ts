import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A message with an unknown role, or without a role, is rejected.',
  level: 'SHOULD',
  basis: 'published schema',
  source:
    'OpenAPI ChatCompletionRequestMessage (oneOf with constant roles); the reference answers 400, code invalid_value',
  why: 'The chat template drops the message, or merges it with another one.',
  mend: 'Answer 400 to a role that the chat template does not know.',
  wrong: '{"role": "narrator", …} → 500',
  right: '{"role": "narrator", …} → 400',
  on: [],
} satisfies Rule
