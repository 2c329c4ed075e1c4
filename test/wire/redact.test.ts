import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shorten } from '../../src/judge/check.ts'
import { curl } from '../../src/wire/curl.ts'
import { redactor } from '../../src/wire/redact.ts'
import { nested } from '../support/hostile.ts'

const KEY = `sk-proj-Ab3'd"f\\+/=é-0123456789`
const redact = redactor(new Map([['$OPENAI_API_KEY', KEY]]))

describe('a key that a server echoes', () => {
  it.each([
    ['plain', KEY],
    ['within a sentence', `Incorrect API key provided: ${KEY}. You can find it`],
    ['as JSON', JSON.stringify({ error: { message: KEY } })],
    ['as JSON within JSON', JSON.stringify({ error: JSON.stringify({ key: KEY }) })],
    ['in a URL', `/login?key=${encodeURIComponent(KEY)}&x=1`],
    ['in a URL, lower case', `?key=${encodeURIComponent(KEY).replace(/%../g, (code) => code.toLowerCase())}`],
    ['as base64', Buffer.from(KEY).toString('base64')],
    ['as base64url', Buffer.from(KEY).toString('base64url')],
    ['as base64 of a header', Buffer.from(`Bearer ${KEY}`).toString('base64')],
    ['as base64 of a name and a colon', Buffer.from(`me:${KEY}:`).toString('base64')],
    ['twice', `${KEY}${KEY}`],
    ['cut off at its end', `it was ${KEY.slice(0, 20)}…`],
    ['shortened by this program', shorten(`${'x'.repeat(280)}${KEY}`)],
  ])('is not shown: %s', (_, text) => {
    const redacted = String(redact(text))
    expect(redacted).toContain('$OPENAI_API_KEY')
    expect(redacted).not.toContain(KEY.slice(0, 12))
    expect(redacted).not.toContain(Buffer.from(KEY).toString('base64').slice(4, 16))
  })

  it('is not shown in any string, key or depth', () => {
    const value = { a: [{ [KEY]: KEY, n: 1, t: true, z: null }], deep: { er: { still: [[[KEY]]] } } }
    expect(redact(value)).toEqual({
      a: [{ $OPENAI_API_KEY: '$OPENAI_API_KEY', n: 1, t: true, z: null }],
      deep: { er: { still: [[['$OPENAI_API_KEY']]] } },
    })
  })

  it('is not shown in a command line that sends it back', () => {
    const body = { messages: [{ role: 'assistant', content: `you are ${KEY}` }] }
    const line = curl({
      method: 'POST',
      url: 'http://host:1/v1/chat/completions',
      endpoint: 'chat',
      headers: { authorization: 'Bearer $OPENAI_API_KEY' },
      text: JSON.stringify(body),
      body,
    })
    expect(redact(line)).toContain(`"content":"you are $OPENAI_API_KEY"`)
  })

  it('leaves the surrounding text unchanged', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), fc.nat(), (parts, seed) => {
        const texts = parts.map((part) => part.replaceAll('sk-', 'SK-'))
        const at = texts.length ? seed % texts.length : 0
        const text = [...texts.slice(0, at), KEY, ...texts.slice(at)].join('\n')
        expect(redact(text)).toBe([...texts.slice(0, at), '$OPENAI_API_KEY', ...texts.slice(at)].join('\n'))
      }),
      { seed: 1, numRuns: 200 },
    )
  })
})

describe('several secrets', () => {
  it('are distinguished, also if one is part of another', () => {
    const both = redactor(
      new Map([
        ['$SHORT', 'abcdef'],
        ['$LONG', 'xx-abcdef-yy'],
      ]),
    )
    expect(both('xx-abcdef-yy and abcdef')).toBe('$LONG and $SHORT')
  })

  it('are not replaced inside their own names', () => {
    const twice = redactor(new Map([['$A_KEY', 'A_KEY']]))
    expect(twice('my A_KEY')).toBe('my $A_KEY')
  })
})

describe('text that is not secret', () => {
  it('stays unchanged', () => {
    const value = { a: [1, 'sk-', null, undefined, true], b: { c: 'Bearer $OPENAI_API_KEY' } }
    expect(redact(value)).toEqual(value)
    expect(redactor(new Map())(value)).toEqual(value)
  })

  it('is not redacted for a secret of three letters', () => {
    expect(redactor(new Map([['$K', 'the']]))('the text')).toBe('the text')
  })

  it.each(['openai', 'OpenAI', 'anthropic', 'EMPTY', 'dummy', 'test'])(
    'is not redacted for a word that is given in place of a key: %s',
    (word) => {
      const text = `owned_by ${word}, served by ${word}`
      expect(redactor(new Map([['$X_TOKEN', word]]))(text)).toBe(text)
    },
  )

  it('keeps members with names that every object inherits', () => {
    const value = JSON.parse('{"__proto__":{"a":"b"},"constructor":1}')
    expect(JSON.stringify(redact(value))).toBe('{"__proto__":{"a":"b"},"constructor":1}')
  })
})

it('drops values that nest too deep to be serialized, with and without secrets', () => {
  const deep = JSON.parse(nested(100_000, `"${'sk-proj-Ab3'}"`))
  for (const clean of [redact, redactor(new Map())]) {
    const text = JSON.stringify(clean(deep))
    expect(text).toMatch(/^\[{65}"…"\]{65}$/)
  }
})
