import type { Rule } from '../../../../../src/model/index.ts'
import { ranToItsEnd } from '../../../../rules/_helpers.ts'
import { readTokens } from './_generate.ts'

export default {
  says: 'The last event of a stream, and no other, has finished: true.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the stream',
  why: 'There is no terminator: a client that never sees finished waits until it times out, and one that sees it early stops reading.',
  mend: 'Set finished: true in the event of the last token only.',
  wrong: 'data:{…"finished":false}\n\n(end of the body)',
  right: 'data:{…"finished":true,"finish_reason":"stop"}\n\n(end of the body)',
  on: ['stream'],
  *check(seen) {
    const events = readTokens(seen)
    const early = events.findIndex(({ event }, i) => event.finished === true && i < events.length - 1)
    if (early >= 0)
      yield { at: `/chunks/${early}/finished`, message: 'is true before the last event; expected false', got: true }
    const last = events.at(-1)
    if (last?.event.finished === false && ranToItsEnd(seen))
      yield { at: `${last.at}/finished`, message: 'is false in the last event; expected true', got: false }
    if (!last && ranToItsEnd(seen)) yield { at: '/body', message: 'contains no event; expected at least one' }
  },
} satisfies Rule<'stream'>
