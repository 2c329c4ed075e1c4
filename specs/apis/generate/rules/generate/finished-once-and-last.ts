import type { Rule } from '../../../../../src/model/index.ts'
import { ranToItsEnd, tokens } from './_generate.ts'

export default {
  says: 'The last event of a stream, and no other, has finished: true.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the stream',
  why: 'There is no terminator: a client that does not see finished waits until it gives up, one that sees it early stops reading.',
  mend: 'Set finished in the event of the last token alone.',
  wrong: 'data:{…"finished":false}\n\n(end of the body)',
  right: 'data:{…"finished":true,"finish_reason":"stop"}\n\n(end of the body)',
  on: ['stream'],
  *check(seen) {
    const all = tokens(seen)
    const early = all.findIndex(({ event }, i) => event.finished === true && i < all.length - 1)
    if (early >= 0) yield { at: `/chunks/${early}/finished`, message: 'is true before the last event', got: true }
    const last = all.at(-1)
    if (last?.event.finished === false && ranToItsEnd(seen))
      yield { at: `${last.at}/finished`, message: 'is false in the last event', got: false }
    if (!last && ranToItsEnd(seen)) yield { at: '/body', message: 'has no event' }
  },
} satisfies Rule<'stream'>
