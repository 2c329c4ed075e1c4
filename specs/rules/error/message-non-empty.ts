import type { Rule } from '../../../src/model/index.ts'
import { errorObject } from './_refusal.ts'

export default {
  says: 'An error says in its message what is wrong.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'OpenAPI Error › message; observed: the reference always names the fault',
  why: 'It is all that the user of a client gets to see.',
  mend: 'Name the member at fault and what is expected of it.',
  wrong: '{"error":{"message":"","type":"invalid_request_error","param":null,"code":null}}',
  right:
    '{"error":{"message":"max_tokens must be at least 1","type":"invalid_request_error","param":"max_tokens","code":null}}',
  on: ['error'],
  *check(seen) {
    const got = errorObject(seen)?.message
    if (typeof got === 'string' && got.trim() === '') yield { at: '/error/message', message: 'is empty', got }
  },
} satisfies Rule<'error'>
