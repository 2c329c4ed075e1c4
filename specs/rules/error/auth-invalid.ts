import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A wrong key or scheme gets 401, as plain JSON also when a stream was asked for.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'Error codes guide, 401; both official libraries map 401 to AuthenticationError',
  why: 'Programs ask for another key on 401 only.',
  mend: 'Answer 401, code invalid_api_key, before any stream is opened.',
  wrong: 'Authorization: Bearer wrong → 403',
  right: 'Authorization: Bearer wrong → 401',
  on: [],
} satisfies Rule
