import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A wrong key or authentication scheme gets 401 with a plain JSON body, even if a stream was requested.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'Error codes guide, 401; both official libraries map 401 to AuthenticationError',
  why: 'Programs ask for another key only after a 401.',
  mend: 'Answer 401 with code invalid_api_key before the stream begins.',
  wrong: 'Authorization: Bearer wrong → 403',
  right: 'Authorization: Bearer wrong → 401',
  on: [],
} satisfies Rule
