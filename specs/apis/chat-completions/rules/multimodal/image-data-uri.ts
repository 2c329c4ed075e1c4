import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { refusal, refusedBeside } from '../conversation/_forms.ts'
import { isSound, pictureIn } from './_images.ts'
import { imageUrl, partsOf, withParts } from './_rewrite.ts'

export default {
  says: 'A server that sees images takes them as data URIs in PNG, JPEG, WebP and GIF.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'Images and vision guide, image input requirements; OpenAPI ChatCompletionRequestMessageContentPartImage',
  why: 'Browsers and screenshot tools send WebP as often as PNG: with one server the same program sees nothing.',
  mend: 'Decode the four formats, whatever case the media type is written in.',
  wrong: '{"url": "data:image/webp;base64,…"} → 400, {"url": "data:image/png;base64,…"} → 200',
  right: '{"url": "data:image/webp;base64,…"} → 200',
  seen: [
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1752',
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1027',
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2427',
  ],
  on: ['conversation'],
  *check(seen) {
    const meaning = (ask: Wire) =>
      pictures(ask).length
        ? withParts(ask, (part) => (imageUrl(part) === undefined ? part : { ...part, image_url: 'an image' }))
        : undefined
    const told = new Set<string>()
    for (const pair of refusedBeside(seen, meaning)) {
      const types = pictures(pair.refused.ask).map(({ type }) => type)
      const key = types.join(' ')
      // Another size or picture of a format that is accepted would be another matter.
      if (told.has(key) || pictures(pair.accepted.ask).some(({ type }) => types.includes(type))) continue
      if (!pictures(pair.refused.ask).every(isSound)) continue
      told.add(key)
      const found = refusal(pair)
      yield { ...found, message: `${found.message}: ${types.join(', ')} is refused` }
    }
  },
} satisfies Rule<'conversation'>

function pictures(ask: Wire) {
  return partsOf(ask).flatMap((part) => pictureIn(imageUrl(part) ?? '') ?? [])
}
