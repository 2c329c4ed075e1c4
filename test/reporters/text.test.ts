import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, count, duration, pad, printable, shorten, shown, wrap } from '../../reporters/_helpers.ts'

/** Text with everything that terminals and logs stumble over in it. */
const anyText = fc.string({ unit: 'binary', maxLength: 60 })
const printableText = anyText.map(printable)

describe('printable', () => {
  it.each([
    ['an escape sequence', '\u001b[2Jx', '\\u001b[2Jx'],
    ['a C1 control', '\u009b31m', '\\u009b31m'],
    ['line ends and tabs', 'a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['a NUL and a DEL', '\u0000\u007f', '\\u0000\\u007f'],
    ['directions', '\u202eabc\u2066\u200f', '\\u202eabc\\u2066\\u200f'],
    ['nothing visible', '\u200b\ufeff\u00ad', '\\u200b\\ufeff\\u00ad'],
    ['line separators', '\u2028\u2029', '\\u2028\\u2029'],
    ['half an emoji', '\ud83d!', '\\ud83d!'],
    ['a tag character', '\u{e0041}', '\\udb40\\udc41'],
  ])('escapes %s', (_, text, expected) => {
    expect(printable(text)).toBe(expected)
  })

  it('leaves people’s text alone', () => {
    const text = 'Zürich 東京 🙂 👩🏽 café — “ok” ]]> <b> $HOME'
    expect(printable(text)).toBe(text)
  })

  it('keeps JSON what it is', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(JSON.parse(printable(JSON.stringify(JSON.parse(json))))).toEqual(JSON.parse(json))
      }),
    )
  })

  it('leaves nothing that moves a cursor', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(printable(text)).not.toMatch(/\p{Cc}|\p{Zl}|\p{Zp}|\p{Surrogate}|[\u202a-\u202e\u2066-\u2069]/u)
      }),
    )
  })
})

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

  it('shown is one short line, whatever the value', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const line = shown(value, 40)
        expect(columnsOf(line)).toBeLessThanOrEqual(40)
        expect(line).not.toMatch(/[\n\r]/)
      }),
    )
  })
})

describe('words for numbers', () => {
  it('counts', () => {
    expect([count(1, 'case'), count(0, 'case'), count(1200, 'case'), count(2, 'retry', 'retries')]).toEqual([
      '1 case',
      '0 cases',
      '1,200 cases',
      '2 retries',
    ])
  })

  it('tells times', () => {
    expect([420, 9_949, 9_950, 59_400, 59_600, 754_321].map(duration)).toEqual([
      '0.4 s',
      '9.9 s',
      '10 s',
      '59 s',
      '1 min 0 s',
      '12 min 34 s',
    ])
  })
})
