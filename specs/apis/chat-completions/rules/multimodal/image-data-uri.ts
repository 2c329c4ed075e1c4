import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { refusal, refusedBeside } from '../conversation/_forms.ts'
import { isIntact, parseDataUri } from './_images.ts'
import { imageUrl, partsOf, withParts } from './_rewrite.ts'

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
      images(ask).length
        ? withParts(ask, (part) => (imageUrl(part) === undefined ? part : { ...part, image_url: 'an image' }))
        : undefined
    const reported = new Set<string>()
    for (const pair of refusedBeside(seen, replaceImages)) {
      const types = images(pair.refused.ask).map(({ type }) => type)
      const key = types.join(' ')
      // If an image of the same format was accepted, the format is not the reason.
      if (reported.has(key) || images(pair.accepted.ask).some(({ type }) => types.includes(type))) continue
      if (!images(pair.refused.ask).every(isIntact)) continue
      reported.add(key)
      const finding = refusal(pair)
      yield { ...finding, message: `${finding.message}; image type: ${types.join(', ')}` }
    }
  },
} satisfies Rule<'conversation'>

function images(ask: Wire) {
  return partsOf(ask).flatMap((part) => parseDataUri(imageUrl(part) ?? '') ?? [])
}
