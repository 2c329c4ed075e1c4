import type { Observation, Rule } from '../../../src/model/index.ts'
import { header } from '../_helpers.ts'
import { hasBytes, REPLIES } from './_reply.ts'

const KNOWN = ['gzip', 'br', 'deflate']

/** The body reads as text without any decoding. */
function isPlain(seen: Observation): boolean {
  if (seen.invalidUtf8At !== undefined || seen.text.includes('\0')) return false
  return seen.text === new TextDecoder().decode(Buffer.concat(seen.exchange.pieces.map((piece) => piece.bytes)))
}

export default {
  says: 'A body has the content coding that its Content-Encoding names.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 8.4',
  why: 'Every client that understands the coding fails to decompress the body and loses a reply that is fine otherwise.',
  mend: 'Send Content-Encoding only when the body is compressed; proxies that decompress must drop the header.',
  wrong: 'Content-Encoding: gzip\n\n{"id":"chatcmpl-1",…}',
  right: '{"id":"chatcmpl-1",…} without Content-Encoding',
  on: REPLIES,
  *check(seen) {
    const got = header(seen, 'content-encoding')
    if (!got || !KNOWN.includes(got.trim().toLowerCase())) return
    if (seen.exchange.ended === 'complete' && hasBytes(seen) && isPlain(seen))
      yield { at: '/headers/content-encoding', message: `is ${got}, but the body is plain text`, got }
  },
} satisfies Rule<(typeof REPLIES)[number]>
