import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, pad, shorten, wrap } from '../../text/columns.ts'
import { printable } from '../../text/printable.ts'

const printableText = fc.string({ unit: 'binary', maxLength: 60 }).map(printable)

describe('columns', () => {
  it.each([
    ['abc', 3],
    ['東京', 4],
    ['🙂', 2],
    ['e\u0301', 1],
    ['', 0],
  ])('%s', (text, columns) => {
    expect(columnsOf(text)).toBe(columns)
  })

  it('shorten never takes more than it may, and changes nothing that fits', () => {
    fc.assert(
      fc.property(printableText, fc.integer({ min: 1, max: 80 }), (text, most) => {
        expect(columnsOf(shorten(text, most))).toBeLessThanOrEqual(most)
        if (columnsOf(text) <= most) expect(shorten(text, most)).toBe(text)
      }),
    )
  })

  it('pad fills up on either side', () => {
    expect(pad('東', 4)).toBe('東  ')
    expect(pad('7', 3, 'right')).toBe('  7')
    expect(pad('long', 2)).toBe('long')
  })

  it('wrap loses no word and keeps to the width where words allow', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 30 })
    fc.assert(
      fc.property(words, fc.integer({ min: 12, max: 60 }), (list, columns) => {
        const lines = wrap(list.join(' '), columns)
        expect(lines.join(' ')).toBe(list.join(' '))
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns)
      }),
    )
  })
})
