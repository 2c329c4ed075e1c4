import type { Rule } from '../../../src/model/index.ts'
import { readError } from './_refusal.ts'

export default {
  says: 'An error has a message that says what is wrong.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'OpenAPI Error › message; observed: the reference always names the fault',
  why: 'The message is all that the user of a client sees.',
  mend: 'Name the wrong field and the value that is expected.',
  wrong: '{"error":{"message":"","type":"invalid_request_error","param":null,"code":null}}',
  right:
    '{"error":{"message":"max_tokens must be at least 1","type":"invalid_request_error","param":"max_tokens","code":null}}',
  on: ['error'],
  *check(seen) {
    const got = readError(seen)?.message
    if (typeof got === 'string' && got.trim() === '')
      yield { at: '/error/message', message: 'is empty; expected a description of the error', got }
  },
} satisfies Rule<'error'>
