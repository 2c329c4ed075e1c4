import type { Rule } from '../../../../../src/model/index.ts'
import { header } from '../../../../rules/_helpers.ts'
import { isNonEmpty, requestedDeltas } from './_stream.ts'

/** Shorter streams prove nothing: a fast model after a short wait looks the same. */
const MIN_TOTAL_MS = 2000
/** This many deltas in this time are more than 3000 tokens per second: they were buffered. */
const MIN_DELTAS = 64
const BURST_MS = 20

export default {
  says: 'Text is delivered while it is generated.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › stream (streamed to the client as it is generated)',
  why: 'If a stream arrives in one burst at the end, the user waits as long as without stream; the cause is often a proxy.',
  mend: 'Flush every event, and disable buffering and compression in proxies.',
  wrong: '4 s of silence, then 200 chunks within 5 ms',
  right: '200 chunks spread over 4 s',
  on: ['stream'],
  // What piled up while this machine was busy looks like a burst.
  repeats: true,
  *check(seen) {
    const { ended, timings } = seen.exchange
    // A compressed body is decoded at its end, so the arrival times of its parts are unknown.
    if (ended !== 'complete' || timings.totalMs < MIN_TOTAL_MS || header(seen, 'content-encoding')) return
    const filled = requestedDeltas(seen).filter(({ delta }) =>
      Object.entries(delta).some(([key, value]) => key !== 'role' && isNonEmpty(value)),
    )
    const [first, last] = [filled[0], filled.at(-1)].map((delta) => seen.chunks[delta?.chunk ?? -1]?.at)
    if (first === undefined || last === undefined || filled.length < MIN_DELTAS || last - first > BURST_MS) return
    const message = `arrived in one burst: ${filled.length} deltas within ${Math.round(last - first)} ms, after ${Math.round(first)} ms`
    yield { at: '/body', message }
  },
} satisfies Rule<'stream'>
