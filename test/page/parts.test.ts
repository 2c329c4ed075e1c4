/** The parts of the page of a report that need no browser. */
import { describe, expect, it } from 'vitest'
import { choiceOf, fragmentOf } from '../../page/filter.ts'
import { jsonLines } from '../../page/json-lines.ts'
import { spotOf } from '../../page/place.ts'
import { type Reply, readReply } from '../../page/reply.ts'
import { segmentsOf } from '../../page/segments.ts'
import { readable, shellWord, size, time } from '../../page/text.ts'
import type { TurnReport } from '../../src/model/index.ts'
import { aTurn, delta, jsonTurn, streamTurn } from './support/page-report.ts'

function replyOf(turn: TurnReport): Reply {
  const reply = readReply(turn)
  if (!reply) throw new Error('the turn has no reply')
  return reply
}

const texts = (json: string, marked?: readonly string[]): string[] =>
  jsonLines(json, marked).map(
    ({ at, depth, tokens }) => `${at} ${' '.repeat(depth)}${tokens.map(({ text }) => text).join('')}`,
  )

describe('JSON in lines', () => {
  it('is short where possible, and expanded where something is marked', () => {
    expect(texts('{"a":[1,{"b":null}]}')).toEqual([' {"a": [1, {"b": null}]}'])
    expect(texts('{"a":[1,{"b":null}]}', ['/a/1/b'])).toEqual([
      ' {',
      '/a  "a": [',
      '/a/0   1,',
      '/a/1   {',
      '/a/1/b    "b": null',
      '/a/1   }',
      '/a  ]',
      ' }',
    ])
  })

  it('keeps what was sent: trailing zeros, repeated members, escapes, and names with slashes', () => {
    const sent = String.raw`{ "a": 1.0, "a": 1e400, "x/y~z": "\u0041\"{[,:", "n": 12345678901234567890 }`
    expect(texts(sent, ['/a'])).toEqual([
      ' {',
      '/a  "a": 1.0,',
      '/a  "a": 1e400,',
      String.raw`/x~1y~0z  "x/y~z": "\u0041\"{[,:",`,
      '/n  "n": 12345678901234567890',
      ' }',
    ])
  })

  it('stops at unreadable depth or length', () => {
    const lines = texts(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
    expect(lines.length).toBeLessThan(200)
    expect(lines.some((line) => line.endsWith('…'))).toBe(true)
  })
})

describe('the place of a finding', () => {
  const json = replyOf(jsonTurn('{"usage":{}}'))
  const stream = replyOf(streamTurn([delta('a'), 'no JSON', delta('b'), '{"error":{"message":"late"}}', '[DONE]']))
  const models = replyOf(streamTurn(['{"text":"a"}', '{"text":"b"}']))

  it.each([
    ['/usage/total_tokens', json, { in: 'body', path: ['usage', 'total_tokens'] }],
    ['/x~1y~0z', json, { in: 'body', path: ['x/y~z'] }],
    ['/status', json, { in: 'status' }],
    ['/headers/content-type', json, { in: 'header', name: 'content-type' }],
    ['/replies/1/usage', json, { in: 'body', path: ['usage'] }],
    ['/replies/1/status', json, { in: 'status' }],
    ['/replies/1', json, { in: 'turn' }],
    ['', json, { in: 'turn' }],
    ['/body', json, { in: 'turn' }],
    ['$.choices[0]', json, { in: 'turn' }],
    ['/chunks/1/choices/0/delta', stream, { in: 'event', event: 2, path: ['choices', '0', 'delta'] }],
    ['/chunks/2', stream, { in: 'end' }],
    ['/chunks/3', stream, { in: 'turn' }],
    ['/events/1/data', stream, { in: 'event', event: 1, path: [] }],
    ['/events/5', stream, { in: 'end' }],
    ['/lines/4', stream, { in: 'event', event: 2, path: [] }],
    ['/lines/99', stream, { in: 'turn' }],
    ['/choices/0/message', stream, { in: 'body', path: ['choices', '0', 'message'] }],
    ['/1/text', models, { in: 'event', event: 1, path: ['text'] }],
    ['/usage', models, { in: 'turn' }],
  ] as const)('%s', (at, reply, spot) => {
    expect(spotOf(at, reply)).toEqual(spot)
  })

  it('is the turn if there is no reply', () => {
    expect(spotOf('/usage', undefined)).toEqual({ in: 'turn' })
    expect(spotOf('/status', undefined)).toEqual({ in: 'status' })
  })

  it('counts comments and unterminated events as lines, but not as events', () => {
    const text = ': hello\n\ndata: {"a":1}\n\nevent: x\n\ndata: [DONE]\n\ndata: cut'
    const reply = replyOf(aTurn([{ at: 1, text }], {}, ['Content-Type: text/event-stream']))
    const lines = Array.from({ length: 9 }, (_, i) => spotOf(`/lines/${i}`, reply))
    const events = lines.map((spot) => (spot.in === 'event' ? spot.event : undefined))
    expect(events).toEqual([undefined, undefined, 0, 0, undefined, undefined, 1, 1, undefined])
  })
})

describe('a reply', () => {
  it('is read only up to the part that the report leaves out', () => {
    const pieces = [
      { at: 1, text: `data: ${delta('a')}\n\nda` },
      { at: 2, bytesLeftOut: 10 },
      { at: 3, text: 'ta: [DONE]\n\n' },
    ]
    const reply = replyOf(aTurn(pieces, {}, ['content-type: text/event-stream']))
    expect(reply).toMatchObject({ leftOut: 10, body: { kind: 'stream', cut: true, chunks: [0] } })
    expect(reply.body).not.toHaveProperty('whole')
    expect(spotOf('/events/1', reply)).toEqual({ in: 'turn' })
  })

  it('that an older report contains with its content coding is not read', () => {
    const reply = replyOf(aTurn([{ at: 1, text: '{}' }], {}, ['content-encoding: gzip']))
    expect(reply.body).toEqual({ kind: 'text', text: '{}', why: 'The body is coded as gzip.' })
  })

  it('whose content coding the report removed is read in decoded form', () => {
    const turn = aTurn([], {
      reply: { headers: ['content-encoding: gzip'], decoded: 'gzip', form: 'json', pieces: [{ at: 1, text: '{}' }] },
    })
    expect(replyOf(turn)).toMatchObject({ decoded: 'gzip', body: { kind: 'json', json: {} } })
  })

  it('of bare JSON lines is a stream whose lines do not belong to an event', () => {
    const request = { method: 'POST', url: '/', body: { stream: true } }
    const reply = replyOf(aTurn([{ at: 1, text: '{"a":1}\n{"a":2}\n' }], { request }))
    expect(reply.body).toMatchObject({ kind: 'stream', events: [], lines: ['{"a":1}', '{"a":2}'] })
    expect(spotOf('/lines/1', reply)).toEqual({ in: 'line', line: 1 })
  })
})

describe('a choice of cases', () => {
  it.each([
    '#',
    '#outcome=warn,fail',
    '#capability=tools&suite=streaming&level=MUST&rule=stream/done-present&text=a+b&case=streaming/short',
    '#case=a%26b%3Dc/%F0%9F%99%82',
  ])('%s is restored unchanged', (fragment) => {
    expect(fragmentOf(choiceOf(fragment))).toBe(fragment)
  })

  it('ignores unknown filters', () => {
    expect(choiceOf('#outcome=fail,nonsense&__proto__=x&suite=')).toEqual({ outcomes: ['fail'] })
  })

  it('accepts any name', () => {
    expect(() => fragmentOf({ outcomes: [], suite: '\ud800' })).not.toThrow()
  })
})

describe('the events of a long stream', () => {
  it('are shown at findings, at both ends, and where requested', () => {
    const shown = (asked: number[]): string[] =>
      segmentsOf(2000, new Set([1000]), new Set(asked)).map(
        ({ from, to, hidden }) => `${from}-${to}${hidden ? ' hidden' : ''}`,
      )
    expect(shown([])).toEqual([
      '0-3',
      '3-997 hidden',
      '997-1000',
      '1000-1001',
      '1001-1004',
      '1004-1997 hidden',
      '1997-2000',
    ])
    expect(shown([3])).toEqual([
      '0-3',
      '3-503',
      '503-997 hidden',
      '997-1000',
      '1000-1001',
      '1001-1004',
      '1004-1997 hidden',
      '1997-2000',
    ])
  })

  it('are all shown if they are few', () => {
    expect(segmentsOf(20, new Set(), new Set())).toEqual([{ from: 0, to: 20, hidden: false }])
  })
})

describe('text', () => {
  it('makes invisible characters visible, and keeps lines', () => {
    expect(readable('a\nb\r\nc\td\re\u202e')).toBe('a\nb\r\nc\td\\re\\u202e')
  })

  it('formats times and sizes', () => {
    expect([0.04, 24.67, 310.4, 1254].map(time)).toEqual(['0 ms', '24.7 ms', '310 ms', '1.25 s'])
    expect([1, 512, 18_200, 2_500_000].map(size)).toEqual(['1 byte', '512 bytes', '18.2 kB', '2.5 MB'])
  })

  it('quotes shell words if necessary', () => {
    expect(['a/b-c', "it's $HOME", ''].map(shellWord)).toEqual(['a/b-c', "'it'\\''s $HOME'", "''"])
  })
})
