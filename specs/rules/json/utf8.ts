import type { Rule } from '../../../src/model/index.ts'
import { mediaType } from '../_helpers.ts'

export default {
  says: 'A JSON body is UTF-8.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 8259 section 8.1',
  why: 'Strict decoders throw, and lenient ones put U+FFFD where the text was.',
  mend: 'Encode the whole body as UTF-8, and cut text between characters, not between bytes.',
  wrong: '{"content":"caf\\xe9"} (Latin-1)',
  right: '{"content":"caf\\xc3\\xa9"}',
  on: ['json', 'error', 'unreadable'],
  *check(seen) {
    const { invalidUtf8At, exchange, kind } = seen
    // A body that was cut may end inside a character; a page of HTML may have an encoding of its own.
    if (invalidUtf8At === undefined || exchange.ended !== 'complete') return
    const isJson =
      kind === 'unreadable' ? mediaType(seen) === 'application/json' : kind !== 'error' || seen.body !== undefined
    if (isJson) yield { at: '/body', message: `is not UTF-8 from byte ${invalidUtf8At} on`, got: invalidUtf8At }
  },
} satisfies Rule<'json' | 'error' | 'unreadable'>
