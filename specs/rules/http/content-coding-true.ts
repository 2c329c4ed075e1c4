import type { Observation, Rule } from '../../../src/model/index.ts'
import { header } from '../_helpers.ts'
import { hasBytes, REPLIES } from './_reply.ts'

const KNOWN = ['gzip', 'br', 'deflate']

/** The body is readable text without any decoding. */
function isPlain(seen: Observation): boolean {
  if (seen.invalidUtf8At !== undefined || seen.text.includes('\0')) return false
  return seen.text === new TextDecoder().decode(Buffer.concat(seen.exchange.pieces.map((piece) => piece.bytes)))
}

export default {
  says: 'The body is encoded with the content coding that Content-Encoding names.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 8.4',
  why: 'Every client that supports the coding fails to decompress the body, and loses an otherwise valid reply.',
  mend: 'Send Content-Encoding only with a compressed body, and remove the header in proxies that decompress.',
  wrong: 'Content-Encoding: gzip\n\n{"id":"chatcmpl-1",…}',
  right: '{"id":"chatcmpl-1",…} without Content-Encoding',
  on: REPLIES,
  *check(seen) {
    const got = header(seen, 'content-encoding')
    if (!got || !KNOWN.includes(got.trim().toLowerCase())) return
    if (seen.exchange.ended === 'complete' && hasBytes(seen) && isPlain(seen))
      yield { at: '/headers/content-encoding', message: `is ${got}, but the body is uncompressed text`, got }
  },
} satisfies Rule<(typeof REPLIES)[number]>
