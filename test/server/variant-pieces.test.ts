/** How variants cut the body of a reply into pieces. */
import { expect, test } from 'vitest'
import type { Variant } from '../../server/twist.ts'
import pieceVariants from '../../server/variants/pieces.ts'

test('pieces are cut as described, and no byte is lost', () => {
  const wire = Buffer.from('data: {"a":"Grüße 日本 👩‍👩‍👧‍👦"}\n\n'.repeat(60))
  const asked = { method: 'POST', path: '', headers: {}, body: {}, streamed: true, count: 0 }
  for (const id of ['split-utf8', 'one-byte-pieces', 'odd-pieces', 'one-piece'] as const) {
    const cut = (pieceVariants[id] as Variant).pieces?.([wire], asked) ?? []
    expect(Buffer.concat(cut).equals(wire)).toBe(true)
    const broken = cut.filter((piece) => piece.toString().includes('\ufffd'))
    expect(broken.length > 0).toBe(id !== 'one-piece')
  }
})
