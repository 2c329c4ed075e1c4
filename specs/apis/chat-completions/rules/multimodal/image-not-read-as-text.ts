import type { Rule } from '../../../../../src/model/index.ts'
import { asked, integer } from '../../../../rules/_helpers.ts'
import { usage } from '../_chat.ts'
import { type Picture, pictureIn, pixelsOf } from './_images.ts'
import { imageUrl, partsOf } from './_rewrite.ts'

/** More than any model charges for a picture up to 512 pixels wide and high. */
const COSTLIEST = 10_000
/** Base64 never gets by with fewer tokens than one for so many letters. */
const LETTERS_PER_TOKEN = 4

export default {
  says: 'An image costs what the model needs to see it, not the tokens of its base64 text.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed; images and vision guide, calculating costs',
  why: 'Every picture fills the context: tens of thousands of tokens, or an error of overflow.',
  mend: 'Take data URIs out of the message before its text is tokenised.',
  wrong: 'a picture of 100 × 100 pixels, 40 kB → {"prompt_tokens": 31000}',
  right: 'a picture of 100 × 100 pixels, 40 kB → {"prompt_tokens": 270}',
  seen: ['https://github.com/InternLM/lmdeploy/issues/2561'],
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const pictures = partsOf(asked(seen)).flatMap((part) => pictureIn(imageUrl(part) ?? '') ?? [])
    const tokens = integer(usage(seen)?.prompt_tokens)
    if (tokens === undefined || !pictures.length || !pictures.every(isCheap)) return
    const letters = pictures.reduce((sum, { base64 }) => sum + base64.length, 0)
    if (letters / LETTERS_PER_TOKEN < COSTLIEST * pictures.length || tokens < letters / LETTERS_PER_TOKEN) return
    yield {
      at: '/usage/prompt_tokens',
      message: `is ${tokens}: as many as the ${letters} letters of the image data, read as text, would cost`,
      got: tokens,
    }
  },
} satisfies Rule<'json' | 'stream'>

/** Small enough to look at that no model charges much for it. */
function isCheap(picture: Picture): boolean {
  const pixels = pixelsOf(picture)
  return pixels !== undefined && pixels <= 512
}
