/** The proxy passes on every reply of a target unchanged, byte for byte. */
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Passed } from '../../src/proxy/server.ts'
import { answering, ask, BIG, CHAT, end, HUGE, proxyTo } from '../support/proxied.ts'

const SSE = 'content-type: text/event-stream\r\n'
const EVENTS = 'data: {"a":1}\r\n\r\n: héllo\r\ndata: \r\n\r\ndata: [DONE]\r\n\r\n'
const chunk = (text: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${text.length.toString(16)}\r\n`), Buffer.from(text as string), Buffer.from('\r\n')])
const ZIPPED = gzipSync('{"a":1}')

describe('replies pass unchanged, byte for byte', () => {
  it.each<[string, Promise<string> | (() => Promise<string>), Buffer | string, boolean]>([
    [
      'a stream in chunks with CR LF',
      () =>
        answering(
          Buffer.concat([
            Buffer.from(`HTTP/1.1 200 OK\r\n${SSE}transfer-encoding: chunked\r\n\r\n`),
            chunk(Buffer.from(EVENTS)),
            Buffer.from('0\r\n\r\n'),
          ]),
        ),
      EVENTS,
      false,
    ],
    [
      'a stream until the end of the connection',
      () => answering(`HTTP/1.1 200 OK\r\n${SSE}\r\n${EVENTS}`, end),
      EVENTS,
      false,
    ],
    ['HTTP/1.0', () => answering(`HTTP/1.0 200 OK\r\n${SSE}\r\n${EVENTS}`, end), EVENTS, false],
    [
      'noise',
      () => answering(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${BIG.length}\r\n\r\n`), BIG])),
      BIG,
      false,
    ],
    [
      '10 MB',
      () => answering(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${HUGE.length}\r\n\r\n`), HUGE])),
      HUGE,
      false,
    ],
    [
      'gzip, not decoded',
      () =>
        answering(
          Buffer.concat([
            Buffer.from(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${ZIPPED.length}\r\n\r\n`),
            ZIPPED,
          ]),
        ),
      ZIPPED,
      false,
    ],
    ['an empty body', () => answering('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'), '', false],
    [
      'chunks that are cut off',
      () => answering(`HTTP/1.1 200 OK\r\n${SSE}transfer-encoding: chunked\r\n\r\n5\r\nabcde\r\n`, end),
      'abcde',
      true,
    ],
    [
      'chunks and a reset',
      () =>
        answering(
          `HTTP/1.1 200 OK\r\n${SSE}transfer-encoding: chunked\r\n\r\n5\r\nabcde\r\n`,
          (socket) => void setTimeout(() => socket.resetAndDestroy(), 50),
        ),
      'abcde',
      true,
    ],
    [
      'a body shorter than its length',
      () => answering('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nabcde', end),
      'abcde',
      true,
    ],
    [
      '10 MB that are cut off',
      () =>
        answering(
          Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${HUGE.length + 1}\r\n\r\n`), HUGE]),
          end,
        ),
      HUGE,
      true,
    ],
  ])('%s', async (_, target, body, cut) => {
    const proxy = await proxyTo(await (target as () => Promise<string>)())
    const reply = await ask(proxy.baseUrl)
    expect(reply.body.equals(Buffer.from(body as string))).toBe(true)
    expect({ status: reply.status, cut: reply.cut }).toEqual({ status: 200, cut })
    expect(proxy.passed.map(({ ended }) => ended)).toEqual([cut ? 'cut' : 'complete'])
    const { kept } = proxy.passed[0] as Passed
    if (!('exchange' in kept)) throw new Error(kept.lost)
    expect(Buffer.concat(kept.exchange.pieces.map(({ bytes }) => bytes)).equals(Buffer.from(body as string))).toBe(true)
  })

  it('header fields: order, case, repetitions, odd values, and the reason phrase of the status line', async () => {
    const lines = [
      'X-One: 1',
      'Set-Cookie: a=1',
      'set-cookie: b=2',
      'X-Latin: \u00e9',
      'X-Empty: ',
      'Date: yesterday',
      'Content-Type: application/json; charset=utf-8',
    ]
    const hop = 'Connection: X-Hop, keep-alive\r\nX-Hop: 1\r\nKeep-Alive: timeout=9\r\n'
    const proxy = await proxyTo(
      await answering(
        Buffer.from(`HTTP/1.1 299 Quite Fine\r\n${lines.join('\r\n')}\r\n${hop}Content-Length: 2\r\n\r\n{}`, 'latin1'),
      ),
    )
    const { status, raw } = await ask(proxy.baseUrl)
    const fields = raw.flatMap((name, i) => (i % 2 ? [] : [`${name}: ${raw[i + 1]}`]))
    expect(status).toBe(299)
    expect(fields.filter((field) => !/^(connection|keep-alive): (keep-alive|close|timeout=75)$/i.test(field))).toEqual([
      ...lines,
      'Content-Length: 2',
    ])
  })

  it('trailers', async () => {
    const proxy = await proxyTo(
      await answering(
        'HTTP/1.1 200 OK\r\ntrailer: x-sum\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx-sum: 42\r\n\r\n',
      ),
    )
    expect((await ask(proxy.baseUrl)).trailers).toEqual(['x-sum', '42'])
  })

  it('interim replies before the final reply', async () => {
    const proxy = await proxyTo(
      await answering(
        'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=x\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}',
      ),
    )
    const { port } = new URL(proxy.baseUrl)
    const socket = connect(Number(port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.write(`POST ${CHAT} HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}`)
    let text = ''
    for await (const piece of socket) text += String(piece)
    expect(text).toMatch(
      /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a>; rel=x\r\n\r\nHTTP\/1\.1 102 Processing\r\n\r\nHTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n\{\}$/,
    )
  })

  it('replies without a body: to HEAD, 204 and 304', async () => {
    for (const [method, status] of [
      ['HEAD', '200 OK'],
      ['POST', '204 No Content'],
      ['GET', '304 Not Modified'],
    ] as const) {
      const proxy = await proxyTo(await answering(`HTTP/1.1 ${status}\r\nx-a: 1\r\n\r\n`, end))
      const reply = await ask(proxy.baseUrl, CHAT, { method })
      expect([String(reply.status), reply.body.length, reply.cut]).toEqual([status.slice(0, 3), 0, false])
    }
  })
})
