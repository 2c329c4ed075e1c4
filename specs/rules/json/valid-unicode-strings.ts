import type { Rule } from '../../../src/model/index.ts'
import { collectJsonTexts, JSON_REPLIES } from './_texts.ts'

export default {
  says: 'Strings contain complete Unicode characters, never half of a surrogate pair.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 8259 section 8.2',
  why: 'Clients in Python, Rust, Go and Swift fail to decode or store a lone surrogate. A server that splits an emoji across two chunks breaks all clients except JavaScript ones.',
  mend: 'Split text between code points, never between UTF-16 units.',
  wrong: '{"delta":{"content":"\\ud83d"}} {"delta":{"content":"\\ude00"}}',
  right: '{"delta":{"content":"\\ud83d\\ude00"}}',
  on: JSON_REPLIES,
  *check(seen) {
    // The bytes of a surrogate are not valid UTF-8, so only an escape can contain one.
    if (!/\\u[dD][89a-fA-F]/.test(seen.text)) return
    let count = 0
    for (const { at, value } of collectJsonTexts(seen))
      for (const { at: within, text } of walkStrings(value)) {
        const lone = /\p{Surrogate}/u.exec(text)
        if (!lone) continue
        yield {
          at: at + within,
          message: `contains half of a surrogate pair at position ${lone.index}`,
          got: escapeUnit(lone[0]),
        }
        if (++count === 3) return
      }
  },
} satisfies Rule<(typeof JSON_REPLIES)[number]>

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16)}`
}

/** Every string of a JSON value, including field names, with its pointer. It does not recurse. */
function* walkStrings(value: unknown): Iterable<{ readonly at: string; readonly text: string }> {
  const open: { at: string; value: unknown }[] = [{ at: '', value }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { at, value: node } = next
    if (typeof node === 'string') yield { at, text: node }
    if (typeof node !== 'object' || node === null) continue
    for (const [step, member] of Object.entries(node)) {
      if (!Array.isArray(node)) yield { at: `${at}/${step}`, text: step }
      open.push({ at: `${at}/${step}`, value: member })
    }
  }
}
