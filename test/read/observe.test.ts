import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Observation } from '../../src/model/index.ts'
import { aCompletion, type Circumstances, chunksSaying, ERROR, frame, reply } from '../support/seen.ts'

const SSE = { 'content-type': 'text/event-stream' }
const completionText = JSON.stringify(aCompletion())
const events = `${chunksSaying('Hi').map(frame).join('')}${frame('[DONE]')}`

describe('the kind of a reply', () => {
  it.each([
    ['json', 'a completion', aCompletion(), {}],
    ['json', 'JSON of another form', { hello: 1 }, {}],
    ['json', 'JSON that is no object', [1], {}],
    ['json', 'a completion beside an error that is null', aCompletion({ error: null }), {}],
    ['json', 'a completion beside an error', aCompletion({ error: 'x' }), {}],
    ['json', 'a completion to a request for a stream', aCompletion(), { ask: { stream: true } }],
    ['json', 'a whole completion that was cut behind its end', aCompletion(), { ended: 'cut' }],
    ['json', 'JSON under another name', completionText, { headers: { 'content-type': 'text/plain' } }],
    ['stream', 'events', events, { headers: SSE, ask: { stream: true } }],
    [
      'stream',
      'events with parameters in the type',
      events,
      { headers: { 'content-type': 'Text/Event-Stream; charset=utf-8' } },
    ],
    ['stream', 'events under another name', events, {}],
    ['stream', 'events that were cut', events.slice(0, 200), { headers: SSE, ended: 'cut' }],
    ['stream', 'a completion under the name of events', aCompletion(), { headers: SSE }],
    ['stream', 'nothing under the name of events', '', { headers: SSE }],
    ['stream', 'bare lines of JSON, when a stream was asked for', '{"a":1}\n{"a":2}\n', { ask: { stream: true } }],
    ['stream', 'nothing, when a stream was asked for', '', { ask: { stream: true } }],
    ['error', 'an error', ERROR, { status: 400 }],
    ['error', 'an error that is no JSON', 'No.', { status: 500 }],
    ['error', 'an error with a good status', ERROR, {}],
    ['error', 'an old kind of error with a good status', { object: 'error', message: 'No.' }, {}],
    ['error', 'a redirect', '', { status: 302 }],
    ['error', 'an error of the list of models', ERROR, { status: 404, endpoint: 'models' }],
    ['json', 'a list', { object: 'list', data: [] }, { endpoint: 'models' }],
    ['json', 'JSON of another form in the place of a list', [], { endpoint: 'models' }],
    ['json', 'a model', { id: 'a' }, { endpoint: 'model' }],
    ['unreadable', 'no JSON', 'Hello', {}],
    ['unreadable', 'a page', '<!doctype html><p>', { ask: { stream: true } }],
    ['unreadable', 'half a completion', completionText.slice(0, -5), { ended: 'cut' }],
    ['unreadable', 'another path', aCompletion(), { endpoint: 'other' }],
    ['unreadable', 'no list', 'Hello', { endpoint: 'models' }],
    ['unreadable', 'no reply', '', { ended: 'hung-up' }],
  ] satisfies [Observation['kind'], string, unknown, Circumstances][])('is %s: %s', (kind, _, body, about) => {
    const { endpoint = 'chat' }: Circumstances = about
    expect(reply(body, about)).toMatchObject({ kind, endpoint })
  })
})

describe('why a reply is unreadable', () => {
  it.each([
    ['the body is empty', '', {}],
    ['the body is not JSON', 'Hello', {}],
    ['an HTML or XML page came from http://127.0.0.1:1/v1/chat/completions', ' <html>', {}],
    ['an HTML or XML page came from http://127.0.0.1:1/v1/models', '<html>', { endpoint: 'models' }],
    ['the reply did not arrive completely (stalled)', '{', { ended: 'stalled' }],
    ['no rules exist for this path', '{}', { endpoint: 'other' }],
    ['the connection was closed without a reply', '', { ended: 'hung-up' }],
    ['no reply within 1.2 s', '', { ended: 'no-reply', totalMs: 1234 }],
    ['no connection', '', { ended: 'unreachable' }],
    ['the reply has more than 10000 answers in one list', { choices: Array(10_001).fill(0) }, {}],
    ['the reply has more than 10000 answers in one list', frame({ choices: Array(10_001).fill(0) }), { headers: SSE }],
    ['the stream has more than 1000000 lines', '\n'.repeat(1_000_001), { headers: SSE }],
  ] satisfies [string, unknown, Circumstances][])('%s', (why, body, about) => {
    expect(reply(body, about)).toMatchObject({ kind: 'unreadable', why })
  })
})

describe('the body text', () => {
  it('is decoded as UTF-8', () => {
    const seen = reply('{"a":"é🚀"}')
    expect(seen).toMatchObject({ text: '{"a":"é🚀"}', bom: false })
    expect('invalidUtf8At' in seen).toBe(false)
  })

  it('is separated from its byte order mark', () => {
    expect(reply(`\ufeff${completionText}`)).toMatchObject({ kind: 'json', bom: true, text: completionText })
  })

  it.each([
    ['an invalid first byte', [0x22, 0xff, 0x22], 1],
    ['a character that is cut by another', [0x61, 0xe2, 0x28, 0xa1], 2],
    ['a character that is cut by the end', [0x61, 0x61, 0xf0, 0x9f], 3],
    ['a surrogate', [0xed, 0xa0, 0x80], 1],
    ['an invalid byte after many valid ones', [...Buffer.from('é'.repeat(1000)), 0x80], 2000],
  ])('reports where it is not UTF-8: %s', (_, bytes, at) => {
    expect(reply(Buffer.from(bytes)).invalidUtf8At).toBe(at)
  })

  it('of a stream may be split anywhere', () => {
    const body = Buffer.from(frame({ choices: [{ index: 0, delta: { content: 'é🚀你' } }] }))
    const seen = reply(
      [...body].map((byte) => Buffer.of(byte)),
      { headers: SSE },
    )
    expect(seen.kind === 'stream' && seen.result.choices).toMatchObject([{ message: { content: 'é🚀你' } }])
    expect('invalidUtf8At' in seen).toBe(false)
  })
})

describe('a content coding', () => {
  const coded = (coding: string, body: Buffer, about: Circumstances = {}): Observation =>
    reply(body, { ...about, headers: { ...about.headers, 'content-encoding': coding } })

  it.each([
    ['gzip', gzipSync(completionText)],
    ['X-GZIP', gzipSync(completionText)],
    ['deflate', deflateSync(completionText)],
    ['br', brotliCompressSync(completionText)],
    ['identity', Buffer.from(completionText)],
  ])('is decoded: %s', (coding, body) => {
    expect(coded(coding, body)).toMatchObject({ kind: 'json', text: completionText })
  })

  it('that was only claimed leaves the body unchanged', () => {
    for (const coding of ['gzip', 'deflate', 'br'])
      expect(coded(coding, Buffer.from(completionText)).text).toBe(completionText)
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('of a truncated reply is decoded as far as possible: %s', (coding, encode) => {
    // Random enough to need several blocks: a single block decodes only at its end.
    const text = Array.from({ length: 20_000 }, (_, i) => frame({ n: Math.imul(i, 2_654_435_761) >>> 0 })).join('')
    const body = encode(text)
    const half = body.subarray(0, Math.floor(body.length / 2))
    const seen = coded(coding, half, { headers: SSE, ended: 'cut' })
    expect(seen.text.length).toBeGreaterThan(1000)
    expect(text.startsWith(seen.text)).toBe(true)
    expect(coded(coding, half, { headers: SSE }).text).not.toBe(seen.text)
  })

  it('that decodes to more than the limit is left encoded', () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024))
    expect(coded('gzip', bomb)).toMatchObject({ kind: 'unreadable', invalidUtf8At: expect.any(Number) })
  })
})

describe('violations', () => {
  it('of a stream point into its chunks', () => {
    const seen = reply(frame({ ...chunksSaying('Hi')[0] }) + frame({ ...chunksSaying('Hi')[1], id: 7 }), {
      headers: SSE,
    })
    expect(seen).toMatchObject({ violations: [{ at: '/chunks/1/id', got: 7 }] })
  })

  it('are at most a hundred', () => {
    const body = Array.from({ length: 300 }, () => frame({ choices: 1 })).join('')
    expect((reply(body, { headers: SSE }) as { violations?: unknown[] }).violations).toHaveLength(100)
  })

  it('are not looked for in a redirect or in a body that is not JSON', () => {
    expect(reply({}, { status: 302 })).toMatchObject({ violations: [] })
    expect(reply('No.', { status: 500 })).toMatchObject({ violations: [] })
    expect(reply({}, { status: 500 })).toMatchObject({ violations: [{ at: '/error' }] })
  })
})
