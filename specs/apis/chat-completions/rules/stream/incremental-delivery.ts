import type { Rule } from '../../../../../src/model/index.ts'
import { header } from '../../../../rules/_helpers.ts'
import { isSomething, properDeltas } from './_stream.ts'

/** Shorter streams prove nothing: a fast model after a short wait looks the same. */
const LEAST_TOTAL_MS = 2000
/** So many deltas in so short a time are more than 3000 tokens a second: they lay ready. */
const LEAST_DELTAS = 64
const BURST_MS = 20

export default {
  says: 'Text is delivered while it is generated.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › stream (streamed to the client as it is generated)',
  why: 'A stream that arrives in one burst at the end gives the user the wait without the text; often a proxy is the cause.',
  mend: 'Flush every event, and switch off buffering and compression in proxies.',
  wrong: '4 s of silence, then 200 chunks within 5 ms',
  right: '200 chunks spread over 4 s',
  on: ['stream'],
  *check(seen) {
    const { ended, timings } = seen.exchange
    // A compressed body is decoded as a whole, so nothing is known of its parts.
    if (ended !== 'complete' || timings.totalMs < LEAST_TOTAL_MS || header(seen, 'content-encoding')) return
    const said = properDeltas(seen).filter(({ delta }) =>
      Object.entries(delta).some(([key, value]) => key !== 'role' && isSomething(value)),
    )
    const [first, last] = [said[0], said.at(-1)].map((one) => seen.chunks[one?.chunk ?? -1]?.at)
    if (first === undefined || last === undefined || said.length < LEAST_DELTAS || last - first > BURST_MS) return
    const message = `came in one burst: ${said.length} deltas within ${Math.round(last - first)} ms, after ${Math.round(first)} ms`
    yield { at: '/body', message }
  },
} satisfies Rule<'stream'>
