import type { Rule } from '../../../../../src/model/index.ts'
import { donePosition } from './_stream.ts'

const PROMPT_MS = 5000

export default {
  says: 'The response body ends promptly after [DONE].',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Behaviour of the reference; openai-node reads on until the body ends',
  why: 'Clients that read to the end of the body show the answer and then seem to hang, and the connection cannot be reused.',
  mend: 'End the body right after [DONE].',
  wrong: 'data: [DONE]\n\n(the connection stays open)',
  right: 'data: [DONE]\n\n(end of the body)',
  on: ['stream'],
  // The server or this machine may have been busy for a moment.
  repeats: true,
  *check(seen) {
    const done = seen.events[donePosition(seen)]
    if (!done) return
    const { ended, timings } = seen.exchange
    const waited = Math.round(timings.totalMs - done.at)
    if (ended === 'stalled' || ended === 'timeout' || ended === 'too-big')
      yield { at: '/body', message: `is still open ${waited} ms after [DONE]; expected the end of the body` }
    else if (ended === 'complete' && waited > PROMPT_MS)
      yield { at: '/body', message: `ends ${waited} ms after [DONE]; expected at most ${PROMPT_MS} ms` }
  },
} satisfies Rule<'stream'>
