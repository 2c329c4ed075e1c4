import type { Rule } from '../../../src/model/index.ts'
import { JSON_REPLIES, jsonTexts, strings } from './_texts.ts'

export default {
  says: 'Strings hold whole Unicode characters, no half of a surrogate pair.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 8259 section 8.2',
  why: 'Clients in Python, Rust, Go and Swift fail to decode or to store a lone surrogate. A server that cuts an emoji into two chunks breaks all but JavaScript.',
  mend: 'Cut text between code points, never between UTF-16 units.',
  wrong: '{"delta":{"content":"\\ud83d"}} {"delta":{"content":"\\ude00"}}',
  right: '{"delta":{"content":"\\ud83d\\ude00"}}',
  on: JSON_REPLIES,
  *check(seen) {
    // As bytes they are no UTF-8: only an escape can bring one in.
    if (!/\\u[dD][89a-fA-F]/.test(seen.text)) return
    let found = 0
    for (const { at, value } of jsonTexts(seen))
      for (const { at: within, text } of strings(value)) {
        const lone = /\p{Surrogate}/u.exec(text)
        if (!lone) continue
        yield {
          at: at + within,
          message: `has half of a surrogate pair at position ${lone.index}`,
          got: escaped(lone[0]),
        }
        if (++found === 3) return
      }
  },
} satisfies Rule<(typeof JSON_REPLIES)[number]>

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16)}`
}
