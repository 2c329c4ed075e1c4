import type { Rule } from '../../../../../src/model/index.ts'
import { asked, integer } from '../../../../rules/_helpers.ts'
import { usage } from '../_chat.ts'
import { type EncodedImage, encodedImages } from './_images.ts'

/** More than any model charges for an image of up to 512 × 512 pixels. */
const MAX_TOKENS_PER_IMAGE = 10_000
/** Base64 read as text costs at least one token for this many characters. */
const CHARACTERS_PER_TOKEN = 4

export default {
  says: 'An image costs the tokens that the model needs to see it, not the tokens of its base64 data.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed; images and vision guide, calculating costs',
  why: 'Every image costs tens of thousands of tokens and fills the context, or the request fails because the context is too long.',
  mend: 'Remove data URIs from the message before its text is tokenised.',
  wrong: 'an image of 100 × 100 pixels, 40 kB → {"prompt_tokens": 31000}',
  right: 'an image of 100 × 100 pixels, 40 kB → {"prompt_tokens": 270}',
  seen: ['https://github.com/InternLM/lmdeploy/issues/2561'],
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const images = encodedImages(asked(seen))
    const tokens = integer(usage(seen)?.prompt_tokens)
    if (tokens === undefined || !images.length || !images.every(isSmall)) return
    const characters = images.reduce((sum, { base64 }) => sum + base64.length, 0)
    if (
      characters / CHARACTERS_PER_TOKEN < MAX_TOKENS_PER_IMAGE * images.length ||
      tokens < characters / CHARACTERS_PER_TOKEN
    )
      return
    yield {
      at: '/usage/prompt_tokens',
      message: `is ${tokens}, as if the ${characters} base64 characters of the image data had been tokenised as text`,
      got: tokens,
    }
  },
} satisfies Rule<'json' | 'stream'>

/** A PNG so small that no model charges many tokens for it. */
function isSmall({ type, base64 }: EncodedImage): boolean {
  const head = Buffer.from(base64.slice(0, 44), 'base64')
  return type === 'image/png' && head.length >= 24 && Math.max(head.readUInt32BE(16), head.readUInt32BE(20)) <= 512
}
