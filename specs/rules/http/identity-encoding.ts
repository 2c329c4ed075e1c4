import type { Rule } from '../../../src/model/index.ts'
import { header } from '../_helpers.ts'
import { REPLIES, readRequestHeader } from './_reply.ts'

/** The codings that an Accept-Encoding value accepts, without those of weight 0. */
function parseAcceptedCodings(value: string): readonly string[] {
  return value
    .toLowerCase()
    .split(',')
    .filter((item) => !/;\s*q\s*=\s*0(\.0*)?\s*$/.test(item))
    .map((item) => item.split(';')[0]?.trim() ?? '')
}

export default {
  says: 'A reply has no content coding that the request does not accept.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 12.5.3',
  why: 'A client that cannot decompress sees bytes instead of text, and a compressed stream is often held back until it ends.',
  mend: 'Compress only with a coding that Accept-Encoding names, and do not compress event streams.',
  wrong: 'Accept-Encoding: identity → Content-Encoding: gzip',
  right: 'Accept-Encoding: identity → no Content-Encoding',
  on: REPLIES,
  *check(seen) {
    const acceptEncoding = readRequestHeader(seen, 'accept-encoding')
    const got = header(seen, 'content-encoding')
    // Without Accept-Encoding any coding is allowed.
    if (acceptEncoding === undefined || !got) return
    const acceptedCodings = parseAcceptedCodings(acceptEncoding)
    const codings = got
      .toLowerCase()
      .split(',')
      .map((coding) => coding.trim())
    const unaccepted = codings.filter(
      (coding) =>
        coding && coding !== 'identity' && !acceptedCodings.includes(coding) && !acceptedCodings.includes('*'),
    )
    if (unaccepted.length)
      yield {
        at: '/headers/content-encoding',
        message: `is ${got}; expected a coding that the request accepts (${acceptEncoding || 'none'})`,
        got,
      }
  },
} satisfies Rule<(typeof REPLIES)[number]>
