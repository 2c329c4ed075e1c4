import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printable } from '../../text/printable.ts'

/** Text with everything that terminals and logs stumble over in it. */
const anyText = fc.string({ unit: 'binary', maxLength: 60 })

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
