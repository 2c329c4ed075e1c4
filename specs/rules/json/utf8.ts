import type { Rule } from '../../../src/model/index.ts'
import { mediaType } from '../_helpers.ts'

export default {
  says: 'A JSON body is encoded in UTF-8.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 8259 section 8.1',
  why: 'Strict decoders throw, and lenient ones replace the bytes with U+FFFD.',
  mend: 'Encode the complete body as UTF-8, and split text between characters, not between bytes.',
  wrong: '{"content":"caf\\xe9"} (Latin-1)',
  right: '{"content":"caf\\xc3\\xa9"}',
  on: ['json', 'error', 'unreadable'],
  *check(seen) {
    const { invalidUtf8At, exchange, kind } = seen
    // A truncated body may end inside a character; an HTML page may have another encoding.
    if (invalidUtf8At === undefined || exchange.ended !== 'complete') return
    const isJson =
      kind === 'unreadable' ? mediaType(seen) === 'application/json' : kind !== 'error' || seen.body !== undefined
    if (isJson) yield { at: '/body', message: `is not valid UTF-8 from byte ${invalidUtf8At} on`, got: invalidUtf8At }
  },
} satisfies Rule<'json' | 'error' | 'unreadable'>
