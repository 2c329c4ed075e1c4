import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'An event stream is encoded in UTF-8 from start to end.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'WHATWG HTML section 9.2.5 (event streams are always decoded as UTF-8)',
  why: 'Every client decodes UTF-8: other bytes become replacement characters, or an exception in strict clients.',
  mend: 'Encode the complete stream as UTF-8, and never end an event in the middle of a character.',
  wrong: 'data: {"choices":[{"delta":{"content":"caf\\xE9"}…}]}',
  right: 'data: {"choices":[{"delta":{"content":"caf\\xC3\\xA9"}…}]}',
  on: ['stream'],
  *check({ invalidUtf8At, exchange }) {
    if (invalidUtf8At === undefined) return
    const size = exchange.pieces.reduce((sum, piece) => sum + piece.bytes.length, 0)
    // A truncated stream may end in the middle of a character.
    if (exchange.ended !== 'complete' && size - invalidUtf8At < 4) return
    yield { at: '/body', message: `is not valid UTF-8 at byte ${invalidUtf8At}` }
  },
} satisfies Rule<'stream'>
