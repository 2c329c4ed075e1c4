import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { withParts } from '../_request.ts'
import { pairForms, reportRefusal } from '../conversation/_forms.ts'
import { type EncodedImage, encodedImages, imageUrl } from './_images.ts'

export default {
  says: 'A server that supports images accepts them as data URIs in PNG, JPEG, WebP and GIF.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'Images and vision guide, image input requirements; OpenAPI ChatCompletionRequestMessageContentPartImage',
  why: 'Browsers and screenshot tools send WebP as often as PNG: the same program works with one server and fails with another.',
  mend: 'Decode the four formats, and ignore the case of the media type.',
  wrong: '{"url": "data:image/webp;base64,…"} → 400, {"url": "data:image/png;base64,…"} → 200',
  right: '{"url": "data:image/webp;base64,…"} → 200',
  seen: [
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1752',
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1027',
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2427',
  ],
  on: ['conversation'],
  *check(seen) {
    const replaceImages = (ask: Wire) =>
      encodedImages(ask).length
        ? withParts(ask, (part) => (imageUrl(part) === undefined ? part : { ...part, image_url: 'an image' }))
        : undefined
    const reported = new Set<string>()
    for (const forms of pairForms(seen, replaceImages)) {
      const images = encodedImages(forms.refused.ask)
      const types = images.map(({ type }) => type)
      const key = types.join(', ')
      // If an image of the same format was accepted, the format is not the reason.
      if (reported.has(key) || encodedImages(forms.accepted.ask).some(({ type }) => types.includes(type))) continue
      if (!images.every(isIntact)) continue
      reported.add(key)
      const finding = reportRefusal(forms)
      yield { ...finding, message: `${finding.message}; image type: ${key}` }
    }
  },
} satisfies Rule<'conversation'>

/** The data begins and ends like a file of its type. An image that a case breaks on purpose proves nothing. */
function isIntact({ type, base64 }: EncodedImage): boolean {
  const bytes = Buffer.from(base64, 'base64')
  const startsWith = (signature: string, at = 0) =>
    bytes.subarray(at, at + signature.length).toString('latin1') === signature
  switch (type) {
    case 'image/png':
      return startsWith('\x89PNG\r\n\x1a\n') && bytes.subarray(-8, -4).toString('latin1') === 'IEND'
    case 'image/jpeg':
      return startsWith('\xff\xd8') && bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9
    case 'image/gif':
      return startsWith('GIF8') && bytes.at(-1) === 0x3b
    case 'image/webp':
      return startsWith('RIFF') && startsWith('WEBP', 8) && bytes.readUInt32LE(4) + 8 <= bytes.length
    default:
      return false
  }
}
