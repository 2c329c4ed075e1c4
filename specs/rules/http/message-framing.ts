import type { Rule } from '../../../src/model/index.ts'
import { header } from '../_helpers.ts'
import { REPLIES } from './_reply.ts'

export default {
  says: 'A reply is well-formed HTTP and complete: as many bytes as announced, or a last chunk.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9112 sections 6.3, 7.1 and 8',
  why: 'Strict clients throw on an incomplete body even if its text looks complete; others take half an answer for a complete one.',
  mend: 'Send exactly Content-Length bytes, or end a chunked body with its zero-length chunk, before closing the connection.',
  wrong: 'Content-Length: 500, and the connection closes after 200 bytes',
  right: 'Content-Length: 500, and 500 bytes',
  on: REPLIES,
  *check(seen) {
    const { ended, problem, status, pieces } = seen.exchange
    const got = problem === undefined ? {} : { got: problem }
    if (ended === 'cut') {
      const received = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0)
      const announced = header(seen, 'content-length')
      const missing = announced === undefined ? 'no last chunk' : `${announced} announced`
      const message = `is incomplete: the connection closed after ${received} bytes; ${missing}`
      yield { at: '/body', message, ...got }
    }
    if (ended === 'malformed')
      yield { at: status === undefined ? '' : '/body', message: 'the reply is not well-formed HTTP', ...got }
  },
} satisfies Rule<(typeof REPLIES)[number]>
