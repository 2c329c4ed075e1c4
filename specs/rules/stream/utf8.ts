import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'An event stream is UTF-8 from end to end.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'WHATWG HTML section 9.2.5 (event streams are always decoded as UTF-8)',
  why: 'Every client decodes as UTF-8: other bytes become replacement characters, or an exception in strict clients.',
  mend: 'Encode the whole stream as UTF-8, and never write half a character at the end of an event.',
  wrong: 'data: {"choices":[{"delta":{"content":"caf\\xE9"}…}]}',
  right: 'data: {"choices":[{"delta":{"content":"caf\\xC3\\xA9"}…}]}',
  on: ['stream'],
  *check({ invalidUtf8At, exchange }) {
    if (invalidUtf8At === undefined) return
    const size = exchange.pieces.reduce((sum, piece) => sum + piece.bytes.length, 0)
    // A stream that was cut may end in the middle of a character.
    if (exchange.ended !== 'complete' && size - invalidUtf8At < 4) return
    yield { at: '/body', message: `is not UTF-8 at byte ${invalidUtf8At}` }
  },
} satisfies Rule<'stream'>
