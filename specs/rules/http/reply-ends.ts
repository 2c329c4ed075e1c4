import type { Observation, Rule } from '../../../src/model/index.ts'
import { isMostlyFiller, REPLIES } from './_reply.ts'

/** The time or size limit that was met is the server's doing, not that of a slow machine or a model that talks on. */
function serverIsToBlame(seen: Observation): boolean {
  const { ended } = seen.exchange
  if (seen.kind === 'stream') {
    // After its last event only the close of the stream is missing: that has a rule of its own.
    if (seen.isEnded) return false
    // A model that talks on without a limit is not overdue.
    return seen.progress === 'overdue' || isMostlyFiller(seen) || (ended === 'stalled' && seen.progress === 'begun')
  }
  // Blank space may be sent to keep a connection alive until the answer is ready.
  return ended === 'too-big' || seen.text.trim() !== ''
}

const WORDS: Readonly<Record<string, string>> = {
  stalled: 'stops in the middle and never ends',
  timeout: 'does not come to an end in time',
  'too-big': 'does not come to an end: it grew over the size limit',
}

export default {
  says: 'A reply that has begun comes to an end.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source:
    'RFC 9112 sections 6.3 and 8; OpenAPI ChatCompletionStreamOptions › include_usage (a stream ends with data: [DONE])',
  why: 'A client without a time limit of its own waits for ever, with the answer half shown.',
  mend: 'End the body as soon as the last choice is finished, and end it with an error event when generation fails.',
  wrong:
    'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],…}\n\n(the connection stays open, nothing more comes)',
  right: 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],…}\n\ndata: [DONE]\n\n(end of the body)',
  on: REPLIES,
  *check(seen) {
    const message = seen.exchange.status === undefined ? undefined : WORDS[seen.exchange.ended]
    if (message && serverIsToBlame(seen)) yield { at: '/body', message }
  },
} satisfies Rule<(typeof REPLIES)[number]>
