import type { Rule, SseEvent } from '../../../src/model/index.ts'
import { object, string } from '../_helpers.ts'

/** Codes and types of errors that speak of load or of the request, not of a failure of the server. */
const LAWFUL = /^(?:4\d\d|50[1-4]|529)$|rate|limit|overload|busy|capacity|unavailable|invalid|bad_?request/i

/** What servers say when they have too much to do. */
const BUSY = /rate.?limit|overload|busy|capacity|too many|try again|unavailable/i

function isServerFailure({ is, json }: SseEvent): boolean {
  if (is !== 'error') return false
  const said = object(json)?.error
  const error = object(said) ?? object(json) ?? {}
  if (BUSY.test(string(said) ?? string(error.message) ?? '')) return false
  return ![error.code, error.type, error.status].some((value) => LAWFUL.test(String(value ?? '')))
}

export default {
  says: 'A request that may be served does not end in an internal error: no status 500, no error in mid-stream.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 sections 15.5 and 15.6.1 (500 is an unforeseen failure; a request that is not supported is a 4xx)',
  why: 'Both official libraries send such a request three times before they give up, and the caller learns no reason.',
  mend: 'Serve the request, or refuse a feature that you do not have with 400 and an error object that names it.',
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
      // 501 to 504 and 529 speak of proxies, load and the network, not of this request.
      if (seen.status === 500)
        yield { at: '/status', message: seen.owed === 'success' ? 'is 500 for a valid request' : 'is 500', got: 500 }
      return
    }
    const i = seen.events.findIndex(isServerFailure)
    if (i >= 0) yield { at: `/events/${i}/data`, message: 'is an error for a valid request', got: seen.events[i]?.data }
  },
} satisfies Rule<'error' | 'stream'>
