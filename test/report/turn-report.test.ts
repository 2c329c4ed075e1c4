import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Exchange, Piece } from '../../src/model/index.ts'
import { turnReport } from '../../src/report/turn-report.ts'
import { CHAT, completion, models } from '../support/seen.ts'

const sizeOf = (piece: object): number =>
  'text' in piece
    ? Buffer.byteLength(String(piece.text))
    : 'base64' in piece
      ? Buffer.from(String(piece.base64), 'base64').length
      : 0

function replyOf(pieces: readonly Piece[], more: Partial<Exchange> = {}) {
  return turnReport({ ...completion().exchange, pieces, ...more }, CHAT).reply
}

describe('the reply in a report', () => {
  it('has the received headers and pieces, also if they are not text', () => {
    const headers = [['content-type', 'text/event-stream']] as const
    const pieces = [
      { at: 1, bytes: Buffer.from('data: {}') },
      { at: 2.5, bytes: Buffer.from([0xff, 0xfe]) },
    ]
    expect(replyOf(pieces, { headers })).toEqual({
      headers: ['content-type: text/event-stream'],
      form: 'stream',
      pieces: [
        { at: 1, text: 'data: {}' },
        { at: 2.5, base64: '//4=' },
      ],
    })
  })

  it('has the decoded body, and names the content coding that was removed', () => {
    const headers = [['content-encoding', 'gzip']] as const
    expect(replyOf([{ at: 3, bytes: gzipSync('{"a":1}') }], { headers })).toEqual({
      headers: ['content-encoding: gzip'],
      decoded: 'gzip',
      form: 'json',
      pieces: [{ at: 3, text: '{"a":1}' }],
    })
    // A coding that is only claimed: the body is unchanged.
    expect(replyOf([{ at: 3, bytes: Buffer.from('{"a":1}') }], { headers })).toEqual({
      headers: ['content-encoding: gzip'],
      form: 'json',
      pieces: [{ at: 3, text: '{"a":1}' }],
    })
  })

  it.each([
    ['an error object, whatever its type', '{"error":{}}', 'text/event-stream', 'json'],
    ['a JSON object under the type of streams', '{}', 'text/event-stream', 'stream'],
    ['an HTML page', '<!doctype html>', 'text/html', 'page'],
    ['nothing', '', 'application/json', 'empty'],
    ['JSON of which the middle is left out', `{"a":"${'a'.repeat(400_000)}"}`, 'application/json', 'json'],
  ])('says how the body was read: %s', (_, body, type, form) => {
    const headers = [['content-type', type]] as const
    expect(replyOf([{ at: 1, bytes: Buffer.from(body) }], { headers })?.form).toBe(form)
  })

  it('of an endpoint without streams is never read as a stream', () => {
    const { exchange } = models()
    const headers = [['content-type', 'text/event-stream']] as const
    const formOf = (body: string) =>
      turnReport({ ...exchange, headers, pieces: [{ at: 1, bytes: Buffer.from(body) }] }, CHAT).reply?.form
    expect([formOf('{"data":[]}'), formOf('data: {}')]).toEqual(['json', 'text'])
  })

  it('is absent without a reply', () => {
    const { status: _status, ...silent } = completion().exchange
    expect(turnReport({ ...silent, ended: 'unreachable' }, CHAT).reply).toBeUndefined()
  })

  it.each([
    ['one piece', [Buffer.alloc(3_000_000, 'a')]],
    ['many pieces', Array.from({ length: 30_000 }, () => Buffer.alloc(100, 'b'))],
    ['countless tiny pieces', Array.from({ length: 100_000 }, () => Buffer.from('c'))],
  ])('of %s that is too long keeps its beginning and end, and gives the size of the omitted part', (_, bytes) => {
    const reply = replyOf(bytes.map((one, at) => ({ at, bytes: one })))
    const kept = reply?.pieces ?? []
    const gaps = kept.flatMap((piece) => ('bytesLeftOut' in piece ? [piece.bytesLeftOut] : []))
    expect(gaps).toHaveLength(1)
    const total = bytes.reduce((sum, one) => sum + one.length, 0)
    expect(kept.reduce((sum, piece) => sum + sizeOf(piece), 0) + (gaps[0] ?? 0)).toBe(total)
    expect(JSON.stringify(reply).length).toBeLessThan(600_000)
    expect(kept[0]).toMatchObject({ at: 0 })
    if (bytes.length > 1) expect(kept.at(-1)).toMatchObject({ at: bytes.length - 1 })
  })

  it('ends with the end of the last piece, also if only a part of it fits', () => {
    const big = (letter: string): Buffer => Buffer.from(`${letter.repeat(300_000)}${letter.toUpperCase()}`)
    const kept = replyOf([big('a'), big('b')].map((bytes, at) => ({ at, bytes })))?.pieces ?? []
    const texts = kept.flatMap((piece) => ('text' in piece ? [piece.text] : []))
    expect(texts[0]).toMatch(/^a+$/)
    expect(texts.at(-1)).toMatch(/^b+B$/)
  })
})
