import type { Rule } from '../../../src/model/index.ts'
import { lostData } from './_lines.ts'

export default {
  says: 'Every event, including the last one, ends with an empty line.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'WHATWG HTML section 9.2.6 (an event that is incomplete at the end of the body is discarded)',
  why: 'A strict parser never sees the last event, which is the terminator or the end of the answer.',
  mend: 'Write two line breaks after every event, including data: [DONE].',
  wrong: 'data: [DONE]',
  right: 'data: [DONE]\n\n',
  on: ['stream'],
  *check(seen) {
    const lost = seen.exchange.ended === 'complete' ? lostData(seen) : undefined
    if (lost)
      yield {
        at: `/lines/${lost.line}`,
        message: 'is not followed by an empty line, so clients do not receive the event',
        got: lost.value,
      }
  },
} satisfies Rule<'stream'>
