import type { Observation, Rule, StreamSeen } from '../../../src/model/index.ts'
import { REPLIES } from './_reply.ts'

/** The server ran into the time or size limit, not a slow machine or a model that keeps generating. */
function isCausedByServer(seen: Observation): boolean {
  const { ended } = seen.exchange
  if (seen.kind === 'stream') {
    // After the last event only the close of the connection is missing: stream/closes-after-done reports that.
    if (seen.isEnded) return false
    // A model that keeps generating without a limit is not overdue.
    return seen.progress === 'overdue' || isMostlyFiller(seen) || (ended === 'stalled' && seen.progress === 'begun')
  }
  // Whitespace may be sent to keep a connection alive until the answer is ready.
  return ended === 'too-big' || seen.text.trim() !== ''
}

/** Most of a long stream is not part of the answer, such as endless comments. */
function isMostlyFiller(seen: StreamSeen): boolean {
  const answer = seen.chunks.reduce((sum, chunk) => sum + chunk.text.length, 0)
  return seen.text.length > 1_000_000 && answer < seen.text.length / 2
}

const MESSAGES: Readonly<Record<string, string>> = {
  stalled: 'stopped midway; the reply never ended',
  timeout: 'did not end within the time limit',
  'too-big': 'did not end before it reached the size limit',
}

export default {
  says: 'A reply that has begun also ends.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source:
    'RFC 9112 sections 6.3 and 8; OpenAPI ChatCompletionStreamOptions › include_usage (a stream ends with data: [DONE])',
  why: 'A client without its own time limit waits forever, with half of the answer shown.',
  mend: 'End the body as soon as the last choice is finished, and after an error event when generation fails.',
  wrong:
    'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],…}\n\n(the connection stays open, nothing more comes)',
  right: 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],…}\n\ndata: [DONE]\n\n(end of the body)',
  on: REPLIES,
  *check(seen) {
    const message = seen.exchange.status === undefined ? undefined : MESSAGES[seen.exchange.ended]
    if (message && isCausedByServer(seen)) yield { at: '/body', message }
  },
} satisfies Rule<(typeof REPLIES)[number]>
