import type { Rule, SseEvent } from '../../../src/model/index.ts'
import { object, string } from '../_helpers.ts'

/** Codes and types of errors about load or about the request, not about a failure of the server. */
const NOT_INTERNAL = /^(?:4\d\d|50[1-4]|529)$|rate|limit|overload|busy|capacity|unavailable|invalid|bad_?request/i

/** Messages of overloaded servers. */
const BUSY = /rate.?limit|overload|busy|capacity|too many|try again|unavailable/i

function isServerFailure({ is, json }: SseEvent): boolean {
  if (is !== 'error') return false
  const field = object(json)?.error
  const error = object(field) ?? object(json) ?? {}
  if (BUSY.test(string(field) ?? string(error.message) ?? '')) return false
  return ![error.code, error.type, error.status].some((value) => NOT_INTERNAL.test(String(value ?? '')))
}

export default {
  says: 'A request is served or rejected with a 4xx, and never ends in an internal error (status 500, or an error mid-stream).',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 sections 15.5 and 15.6.1 (500 is an unforeseen failure; a request that is not supported is a 4xx)',
  why: 'Both official libraries send such a request three times before they give up, and the caller gets no reason.',
  mend: 'Serve the request, or reject an unsupported feature with 400 and an error object that names it.',
  wrong: 'logprobs: true → 500 Internal Server Error',
  right:
    'logprobs: true → 200, or 400 {"error":{"message":"logprobs is not supported","type":"invalid_request_error","param":"logprobs","code":null}}',
  seen: [
    'https://github.com/vllm-project/vllm/issues/10234',
    'https://github.com/dphnAI/sonar/issues/183',
    'https://github.com/sgl-project/sglang/issues/5984',
    'https://github.com/sgl-project/sglang/issues/4589',
  ],
  on: ['error', 'stream'],
  *check(seen) {
    if (seen.owed === 'refusal') return
    if (seen.kind === 'error') {
      // 501 to 504 and 529 are about proxies, load and the network, not about this request.
      if (seen.status === 500)
        yield {
          at: '/status',
          message:
            seen.owed === 'success'
              ? 'status 500 for a valid request; expected a success'
              : 'status 500; expected a success or a 4xx',
          got: 500,
        }
      return
    }
    const i = seen.events.findIndex(isServerFailure)
    if (i >= 0)
      yield {
        at: `/events/${i}/data`,
        message: 'is an error event; expected an answer, or a 4xx before the stream',
        got: seen.events[i]?.data,
      }
  },
} satisfies Rule<'error' | 'stream'>
