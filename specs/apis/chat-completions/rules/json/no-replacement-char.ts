import type { Rule } from '../../../../../src/model/index.ts'
import { asked, string } from '../../../../rules/_helpers.ts'
import { choices, deltas } from '../_chat.ts'

const REPLACEMENT = '\ufffd'
/** A garbled echo is garbled from its beginning. */
const LONG = 2000

export default {
  says: 'A multi-byte character is never split into replacement characters.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference service sends characters whole (a token may end inside a character)',
  why: 'Emoji and Chinese text reach the user as question marks, and the original cannot be recovered.',
  mend: 'Hold back the bytes of an incomplete character until the token that completes it.',
  wrong: '{"delta":{"content":"Hi \\ufffd"}} {"delta":{"content":"\\ufffd"}}',
  right: '{"delta":{"content":"Hi "}} {"delta":{"content":"\\ud83d\\udc4b"}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    if (seen.invalidUtf8At !== undefined) return
    // A captured stream may have no request: a character torn between deltas shows without it.
    const prompt = seen.lacks?.has('request') ? '' : (string(JSON.stringify(asked(seen).messages)) ?? '')
    if (prompt.includes(REPLACEMENT) || prompt.includes('\\ufffd')) return
    for (const { at, choice, message } of choices(seen.result)) {
      const content = string(message.content)
      // Text that was truncated by a limit may end in the middle of a character.
      if (!content?.includes(REPLACEMENT) || choice.finish_reason === 'length') continue
      const isTorn =
        seen.kind === 'stream' && isTornBetweenDeltas(deltas(seen).filter(({ index }) => index === choice.index))
      if (isTorn || isGarbledEcho(content, prompt))
        yield {
          at: `${at}/message/content`,
          message: 'contains U+FFFD where a character was split',
          got: content.slice(0, 200),
        }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** One delta ends with U+FFFD and the next one begins with it: each contained a part of the same character. */
function isTornBetweenDeltas(seen: readonly { readonly delta: { readonly content?: unknown } }[]): boolean {
  const texts = seen.flatMap(({ delta }) => string(delta.content) || [])
  return texts.some((text, i) => text.endsWith(REPLACEMENT) && texts[i + 1]?.startsWith(REPLACEMENT))
}

/** The text repeats the prompt except for one non-ASCII character. A model may generate U+FFFD itself. */
function isGarbledEcho(content: string, prompt: string): boolean {
  for (const run of content.slice(0, LONG).matchAll(/\ufffd+/g)) {
    const end = run.index + run[0].length
    const before = /[^\ufffd"\\]*$/.exec(content.slice(Math.max(0, run.index - 6), run.index))?.[0] ?? ''
    const after = /^[^\ufffd"\\]*/.exec(content.slice(end, end + 6))?.[0] ?? ''
    if (before.length + after.length < 4) continue
    if (new RegExp(`${escapePattern(before)}[^\\x00-\\x7f]{1,4}${escapePattern(after)}`, 'u').test(prompt)) return true
  }
  return false
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
