import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Exchange, Piece } from '../../src/model/index.ts'
import { observe } from '../../src/read/observe.ts'
import { decodeContent } from '../../src/wire/coding.ts'
import { exchangeRedactor } from '../../src/wire/redact-exchange.ts'

import { CHAT, frame, GENERATE, reply } from '../support/seen.ts'

const KEY = 'sk-very-secret-key-0001'
const redact = exchangeRedactor(new Map([['$KEY', KEY]]), CHAT.protocol)

function withBody(parts: readonly (string | Buffer)[], patch: Partial<Exchange> = {}): Exchange {
  const pieces = parts.map((part, i): Piece => ({ at: i, bytes: Buffer.from(part as string) }))
  return { ...reply('').exchange, pieces, ...patch }
}

const bodyOf = (exchange: Exchange): string => Buffer.concat(exchange.pieces.map(({ bytes }) => bytes)).toString()
const shown = (exchange: Exchange): string =>
  JSON.stringify(exchange) + Buffer.concat(decodeContent(exchange).map(({ bytes }) => bytes)).toString('latin1')

/** An event whose choice has this delta. */
const delta = (value: object, index = 0): string => frame({ choices: [{ index, delta: value }] })

describe('an exchange without its secrets', () => {
  it('is the same object if there is no secret', () => {
    const exchange = withBody(['{"a":"é"}', Buffer.from([0xff, 0x00])])
    expect(redact(exchange)).toEqual(exchange)
    expect(redact(exchange).pieces).toBe(exchange.pieces)
  })

  it.each<[string, Exchange]>([
    ['plain', withBody([`{"error":{"message":"no such key: ${KEY}"}}`])],
    ['across pieces', withBody([`{"a":"${KEY.slice(0, 5)}`, KEY.slice(5, 9), `${KEY.slice(9)}"}`])],
    ['in JSON escapes', withBody([`{"a":"\\u0073${KEY.slice(1)}"}`])],
    [
      'between bytes that are not text',
      withBody([Buffer.concat([Buffer.from([0xff]), Buffer.from(KEY), Buffer.from([0xfe])])]),
    ],
    ['as base64', withBody([JSON.stringify({ a: Buffer.from(`Bearer ${KEY}`).toString('base64') })])],
    ...(['gzip', 'deflate', 'br'] as const).map((coding): [string, Exchange] => [
      `in ${coding}`,
      withBody([{ gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[coding](`{"a":"${KEY}"}`)], {
        headers: [['content-encoding', coding]],
      }),
    ]),
    ['in a header', withBody([], { headers: [['x-echo', `Bearer ${KEY}`]] })],
    ['in a network error message', withBody([], { problem: `connect ${KEY}` })],
    ['in the query', withBody([], { request: { ...reply('').exchange.request, url: `http://a/?key=${KEY}` } })],
    [
      'in the sent request',
      withBody([], { request: { ...reply('').exchange.request, text: `{"a":"${KEY}"}`, body: { a: KEY } } }),
    ],
    ['letter by letter in a stream', withBody([...KEY].map((letter) => delta({ content: letter })))],
    [
      'letter by letter in the second call',
      withBody(
        [...KEY].flatMap((letter) => [
          delta({
            tool_calls: [
              { index: 0, function: { arguments: 'x' } },
              { index: 1, function: { arguments: letter } },
            ],
          }),
        ]),
      ),
    ],
    [
      'letter by letter, CR LF',
      withBody([...KEY].map((letter) => delta({ content: letter }).replaceAll('\n', '\r\n'))),
    ],
  ])('has names in their place: %s', (_, exchange) => {
    const redacted = redact(exchange)
    expect(shown(redacted)).toContain('$KEY')
    expect(shown(redacted)).not.toContain(KEY.slice(0, 12))
    const seen = observe({ case: 'a/b', turn: 0, owed: 'either' }, redacted, { api: CHAT, extensions: [] })
    expect(JSON.stringify(seen)).not.toContain(KEY)
  })

  it('keeps every other byte, line and time of a stream', () => {
    const lines = ['data: {"a":1}\r\n\r\n', ': é\n', `data: {"echo":"${KEY}"}\n\n`, 'data: [DONE]\n\n']
    const allBytes = Buffer.from(lines.join(''))
    const cuts = [0, 5, 17, 19, 30, 45, 60, allBytes.length]
    const pieces = cuts.slice(1).map((end, i) => ({ at: i, bytes: allBytes.subarray(cuts[i], end) }))
    const redacted = redact({ ...withBody([]), pieces })
    expect(bodyOf(redacted)).toBe(allBytes.toString().replace(KEY, '$KEY'))
    expect(redacted.pieces.slice(0, 3)).toEqual(pieces.slice(0, 3))
    expect(redacted.pieces.at(-1)?.at).toBe(cuts.length - 2)
  })

  it('removes a secret that is spread over the events of another API', () => {
    const events = [...KEY].map((letter, i) => frame({ token: { id: i, text: letter }, generated_text: null }))
    const redacted = exchangeRedactor(new Map([['$KEY', KEY]]), GENERATE.protocol)(withBody(events))
    expect(bodyOf(redacted)).toContain('"text":"$KEY"')
    expect(bodyOf(redacted)).not.toContain('"text":"v"')
  })

  it('does not mistake protocol keywords for secrets', () => {
    const exchange = withBody(['{"choices":[{"finish_reason":"stop","tool_choice":"none","n":1234}]}'])
    for (const word of ['none', 'stop', '1234'])
      expect(bodyOf(exchangeRedactor(new Map([['$KEY', word]]), CHAT.protocol)(exchange))).toBe(bodyOf(exchange))
  })

  it('handles deeply nested JSON', () => {
    const deep = `{"a":"\\u0041","b":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
    expect(bodyOf(redact(withBody([deep])))).toBe(deep)
    const choices = `data: {"choices":[${'['.repeat(20_000)}${']'.repeat(20_000)}]}\n\n`
    expect(bodyOf(redact(withBody([choices])))).toBe(choices)
  })
})
