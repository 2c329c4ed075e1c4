import type { Rule } from '../../../src/model/index.ts'
import { header } from '../_helpers.ts'
import { REPLIES, requestHeader } from './_reply.ts'

/** The codings that an Accept-Encoding value takes, without those of weight 0. */
function accepted(value: string): readonly string[] {
  return value
    .toLowerCase()
    .split(',')
    .filter((item) => !/;\s*q\s*=\s*0(\.0*)?\s*$/.test(item))
    .map((item) => item.split(';')[0]?.trim() ?? '')
}

export default {
  says: 'A reply has no content coding that the request did not ask for.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 12.5.3',
  why: 'A client that cannot decompress sees bytes in place of text, and a compressed stream is often held back until it ends.',
  mend: 'Compress only with a coding named in Accept-Encoding, and do not compress event streams.',
  wrong: 'Accept-Encoding: identity → Content-Encoding: gzip',
  right: 'Accept-Encoding: identity → no Content-Encoding',
  on: REPLIES,
  *check(seen) {
    const wanted = requestHeader(seen, 'accept-encoding')
    const got = header(seen, 'content-encoding')
    // Without Accept-Encoding any coding is lawful.
    if (wanted === undefined || !got) return
    const takes = accepted(wanted)
    const codings = got
      .toLowerCase()
      .split(',')
      .map((coding) => coding.trim())
    const unasked = codings.filter(
      (coding) => coding && coding !== 'identity' && !takes.includes(coding) && !takes.includes('*'),
    )
    if (unasked.length)
      yield { at: '/headers/content-encoding', message: `is ${got}, asked was ${wanted || 'none'}`, got }
  },
} satisfies Rule<(typeof REPLIES)[number]>
