import type { Rule } from '../../../src/model/index.ts'
import { mediaType } from '../_helpers.ts'

export default {
  says: 'A JSON body does not begin with a byte order mark.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 8259 section 8.1',
  why: 'Most JSON parsers treat the mark as an unexpected character and throw.',
  mend: 'Write UTF-8 without a byte order mark.',
  wrong: 'EF BB BF {"id":"chatcmpl-1",…}',
  right: '{"id":"chatcmpl-1",…}',
  on: ['json', 'error', 'unreadable'],
  *check(seen) {
    if (!seen.bom || (seen.kind === 'unreadable' && mediaType(seen) !== 'application/json')) return
    if (seen.kind === 'error' && seen.body === undefined) return
    yield { at: '/body', message: 'begins with a byte order mark; expected UTF-8 without one', got: 'EF BB BF' }
  },
} satisfies Rule<'json' | 'error' | 'unreadable'>
