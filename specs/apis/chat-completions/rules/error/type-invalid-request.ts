import type { Rule } from '../../../../../src/model/index.ts'
import { isOfContract, readError } from '../../../../rules/error/_refusal.ts'

export default {
  says: 'An error about an invalid request has the type "invalid_request_error".',
  level: 'MAY',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference sends it with 400 and 404; the contract asks for a string only',
  why: 'Some clients display or retry errors by type, and do not know the names of exception classes.',
  mend: 'Send "type": "invalid_request_error" with 400, 404 and 422.',
  wrong: '"type": "BadRequestError"',
  right: '"type": "invalid_request_error"',
  seen: ['https://github.com/vllm-project/vllm/issues/35438', 'https://github.com/sgl-project/sglang/issues/33504'],
  on: ['error'],
  *check(seen) {
    if (seen.owed !== 'refusal' || ![400, 404, 422].includes(seen.status) || !isOfContract(seen)) return
    const got = readError(seen)?.type
    if (typeof got === 'string' && got !== 'invalid_request_error')
      yield {
        at: '/error/type',
        message: 'is not "invalid_request_error", the type of an error about an invalid request',
        got,
      }
  },
} satisfies Rule<'error'>
