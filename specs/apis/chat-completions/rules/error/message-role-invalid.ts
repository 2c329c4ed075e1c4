import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A message with an unknown role, or without one, is refused.',
  level: 'SHOULD',
  basis: 'published schema',
  source:
    'OpenAPI ChatCompletionRequestMessage (oneOf with constant roles); the reference answers 400, code invalid_value',
  why: 'The message is dropped by the template, or becomes part of another one.',
  mend: 'Answer 400 to a role that the template does not know.',
  wrong: '{"role": "narrator", …} → 500',
  right: '{"role": "narrator", …} → 400',
  on: [],
} satisfies Rule
