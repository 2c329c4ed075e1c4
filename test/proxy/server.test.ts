/** The proxy between real sockets: what goes in comes out, byte by byte and as it comes, whatever it is. */
import { createHash, randomBytes } from 'node:crypto'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Passed, type ProxyOptions, type RunningProxy, startProxy } from '../../src/proxy/server.ts'
import { httpTarget, nobody, referenceTarget, socketTarget } from '../support/targets.ts'

/** A proxy before the target, and what it says has passed. */
async function proxyTo(
  target: string,
  options: Partial<ProxyOptions> = {},
): Promise<RunningProxy & { passed: Passed[] }> {
  const passed: Passed[] = []
  const proxy = await startProxy({
    target,
    host: '127.0.0.1',
    port: 0,
    connectMs: 2_000,
    proxies: false,
    onPassed: (one) => passed.push(one),
    ...options,
  })
  onTestFinished(() => proxy.close())
  return { ...proxy, passed }
}

interface Reply {
  readonly status: number | undefined
  readonly raw: readonly string[]
  readonly body: Buffer
  readonly trailers: readonly string[]
  /** The connection was closed before the reply was whole. */
  readonly cut: boolean
}

interface Ask {
  readonly method?: string
  readonly headers?: Record<string, string | string[]>
  readonly body?: string | Buffer
}

const CHAT = '/v1/chat/completions'

/** Sends a request over a connection of its own. */
function ask(base: string, path = CHAT, { method = 'POST', headers = {}, body = '{}' }: Ask = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    // In parts: a URL would be tidied up.
    const { hostname, port, pathname } = new URL(base)
    const to = { hostname, port, path: pathname.replace(/\/$/, '') + path }
    const sent = httpRequest({ ...to, method, headers, agent: false }, (reply) => {
      const pieces: Buffer[] = []
      const end = (cut: boolean) => (): void =>
        resolve({
          status: reply.statusCode,
          raw: reply.rawHeaders,
          body: Buffer.concat(pieces),
          trailers: reply.rawTrailers,
          cut,
        })
      reply.on('data', (piece: Buffer) => pieces.push(piece))
      reply.on('end', end(false))
      reply.on('error', end(true))
    })
    sent.on('error', reject)
    if (method === 'GET' || method === 'HEAD') sent.end()
    else sent.end(body)
  })
}

/** A target that answers every request with these bytes, and then does something with the connection. */
function answering(bytes: string | Buffer, then: (socket: Socket) => void = () => undefined): Promise<string> {
  return socketTarget((socket) => {
    let text = ''
    socket.on('data', (piece) => {
      text += piece.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      const length = Number(/^content-length: *(\d+)/im.exec(text)?.[1] ?? 0)
      if (end === -1 || text.length < end + 4 + length) return
      text = ''
      socket.write(bytes, () => then(socket))
    })
  })
}

const end = (socket: Socket): void => void socket.end()
const SSE = 'content-type: text/event-stream\r\n'
const EVENTS = 'data: {"a":1}\r\n\r\n: héllo\r\ndata: \r\n\r\ndata: [DONE]\r\n\r\n'
const chunk = (text: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${text.length.toString(16)}\r\n`), Buffer.from(text as string), Buffer.from('\r\n')])

/** Bytes of every value, the same each time. */
const BIG = Buffer.concat(Array.from({ length: 160 }, (_, i) => createHash('sha512').update(`${i}`).digest())).subarray(
  0,
  10_000,
)
const HUGE = Buffer.concat(Array.from({ length: 1049 }, () => BIG)).subarray(0, 10 * 1024 * 1024)
const ZIPPED = gzipSync('{"a":1}')

describe('replies pass byte for byte', () => {
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
      'gzip, untouched',
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
      'a length that is not reached',
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

  it('header fields as they were: order, case, repetitions, odd values, the words of the status line', async () => {
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

  it('interim replies before the real one', async () => {
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

  it('the answer to HEAD, 204 and 304 without a body', async () => {
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

describe('requests pass byte for byte', () => {
  /** A target that tells what it was sent, and a proxy before it. */
  async function echoing(): Promise<{ base: string; seen: { request: IncomingMessage; body: Buffer }[] }> {
    const seen: { request: IncomingMessage; body: Buffer }[] = []
    const target = await httpTarget(async (request, response) => {
      const pieces: Buffer[] = []
      for await (const piece of request) pieces.push(piece as Buffer)
      seen.push({ request, body: Buffer.concat(pieces) })
      response.end('{}')
    })
    return { base: (await proxyTo(`${target}/some/base`)).baseUrl.replace('/some/base', ''), seen }
  }

  it('method, path, query, header fields and body', async () => {
    const { base, seen } = await echoing()
    const headers = {
      Authorization: 'Bearer sk-1',
      'X-Twice': ['1', '2'],
      'x-hop': 'gone',
      connection: 'close, x-hop',
      te: 'trailers, gzip',
      expect: '100-continue',
      'content-length': String(BIG.length),
    }
    await ask(base, '/any//path/../x?a=%20&key=k%2F1', { method: 'PATCH', headers, body: BIG })
    const [{ request, body }] = seen as [(typeof seen)[0]]
    expect([request.method, request.url]).toEqual(['PATCH', '/any//path/../x?a=%20&key=k%2F1'])
    expect(body.equals(BIG)).toBe(true)
    const raw = request.rawHeaders
    expect(raw).toEqual(expect.arrayContaining(['Authorization', 'Bearer sk-1', 'X-Twice', 'te', 'trailers']))
    expect(raw.filter((name) => name === 'X-Twice')).toHaveLength(2)
    expect(raw.join()).not.toMatch(/x-hop|expect|forwarded|via/i)
    expect(request.headers.host).toBe(new URL(`http://${request.headers.host}`).host)
    expect(request.headers['content-length']).toBe(String(BIG.length))
  })

  it.each(['10 MB', 'chunks'])('a body of %s', async (form) => {
    const { base, seen } = await echoing()
    const headers = form === 'chunks' ? { 'transfer-encoding': 'chunked' } : {}
    await ask(base, CHAT, { headers, body: HUGE })
    expect(seen[0]?.body.equals(HUGE)).toBe(true)
    expect(seen[0]?.request.headers['transfer-encoding']).toBe(form === 'chunks' ? 'chunked' : undefined)
  })

  it('the address of the proxy has the path of the target', async () => {
    expect((await proxyTo('http://127.0.0.1:9/v1')).baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/)
    expect((await proxyTo('http://127.0.0.1:9')).baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })
})

describe('a stream is handed on as it comes', () => {
  it('each piece before the next one is sent', async () => {
    let next = (): void => undefined
    const target = await httpTarget(async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      for (let i = 0; i < 5; i++) {
        await new Promise<void>((resolve) => {
          next = resolve
        })
        response.write(`data: ${i}\n\n`)
      }
      response.end()
    })
    const proxy = await proxyTo(target)
    const got: string[] = []
    await new Promise<void>((resolve, reject) => {
      const sent = httpRequest(proxy.baseUrl + CHAT, { method: 'POST', agent: false }, (reply) => {
        // The head is here before any of the body was sent; each piece asks for the next.
        next()
        reply.on('data', (piece) => {
          got.push(String(piece))
          next()
        })
        reply.on('end', resolve)
      })
      sent.on('error', reject)
      sent.end('{}')
    })
    expect(got).toEqual(Array.from({ length: 5 }, (_, i) => `data: ${i}\n\n`))
  })

  it('a client that reads slowly slows the target down: nothing piles up', async () => {
    let written = 0
    let over = false
    const target = await httpTarget(async (_, response) => {
      response.on('close', () => {
        over = true
      })
      const block = Buffer.alloc(64 * 1024, 'x')
      for (let i = 0; i < 1600 && !over; i++) {
        written += block.length
        if (!response.write(block))
          await Promise.race([new Promise((resolve) => response.once('drain', resolve)), sleep(20_000)])
      }
      response.end()
    })
    const proxy = await proxyTo(target, { mostBytes: 1024 * 1024 })
    const socket = connect(Number(new URL(proxy.baseUrl).port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.write(`POST ${CHAT} HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}`)
    socket.pause()
    let before = -1
    while (written !== before || !written) {
      before = written
      await sleep(300)
    }
    // What the kernel and the buffers of both sides hold, and not the 100 MB.
    expect(written).toBeLessThan(40 * 1024 * 1024)
    let read = 0
    socket.on('data', (piece) => {
      read += piece.length
    })
    socket.resume()
    while (written < 1600 * 64 * 1024 || read < written) await sleep(50)
    expect(proxy.passed).toMatchObject([{ ended: 'complete', kept: { lost: 'larger than 1 MB' } }])
  })

  it('many at once are kept apart', async () => {
    const base = await referenceTarget({ delayMs: 3 })
    const proxy = await proxyTo(base)
    const words = Array.from({ length: 60 }, (_, i) => `word${i}`)
    const replies = await Promise.all(
      words.map((word) => {
        const body = {
          model: 'reference-1',
          messages: [{ role: 'user', content: `Reply with exactly: ${word}` }],
          stream: true,
        }
        return ask(proxy.baseUrl, '/chat/completions', {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      }),
    )
    for (const [i, reply] of replies.entries()) {
      const deltas = [...reply.body.toString().matchAll(/^data: (\{.*)$/gm)].map(
        ([, data = '']) => JSON.parse(data).choices[0]?.delta.content ?? '',
      )
      expect(deltas.join('')).toBe(words[i])
    }
    expect(proxy.passed).toHaveLength(60)
  })
})

describe('hanging up', () => {
  it('of the client ends the request to the target', async () => {
    let hungUp: () => void = () => undefined
    const gone = new Promise<void>((resolve) => {
      hungUp = resolve
    })
    const target = await httpTarget((_, response) => {
      response.on('close', hungUp)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: 1\n\n')
    })
    const proxy = await proxyTo(target)
    const sent = httpRequest(proxy.baseUrl + CHAT, { method: 'POST', agent: false }, (reply) => {
      reply.on('error', () => undefined)
      reply.once('data', () => sent.destroy())
    })
    sent.on('error', () => undefined)
    sent.end('{}')
    await gone
    while (!proxy.passed.length) await sleep(5)
    expect(proxy.passed).toMatchObject([{ status: 200, ended: 'dropped' }])
    expect(proxy.open()).toBe(0)
  })

  it('of the client before the reply, or in the middle of the request, too', async () => {
    let count = 0
    const target = await socketTarget((socket) => void socket.on('close', () => count++))
    const proxy = await proxyTo(target)
    for (const part of [
      `POST ${CHAT} HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}`,
      `POST ${CHAT} HTTP/1.1\r\nhost: a\r\ncontent-length: 200\r\n\r\n{"a":`,
    ]) {
      const socket = connect(Number(new URL(proxy.baseUrl).port), '127.0.0.1')
      socket.write(part)
      await sleep(150)
      socket.destroy()
    }
    while (count < 2 || proxy.passed.length < 2) await sleep(5)
    expect(proxy.passed.map(({ status, ended }) => [status, ended])).toEqual([
      [undefined, 'dropped'],
      [undefined, 'dropped'],
    ])
  })

  it('of the target without a reply closes the connection of the client', async () => {
    const proxy = await proxyTo(await answering('', end))
    await expect(ask(proxy.baseUrl)).rejects.toThrow(/socket hang up|ECONNRESET/)
    expect(proxy.passed).toMatchObject([{ ended: 'hung-up' }])
  })
})

describe('what cannot be passed on', () => {
  it('a target that is not there: 502 with an error object, and trouble', async () => {
    const proxy = await proxyTo(await nobody())
    const reply = await ask(proxy.baseUrl)
    expect(reply.status).toBe(502)
    expect(JSON.parse(reply.body.toString())).toEqual({
      error: {
        message: expect.stringMatching(/no reply from the target .*ECONNREFUSED/),
        type: 'proxy_error',
        param: null,
        code: null,
      },
    })
    expect(proxy.passed).toMatchObject([{ ended: 'unreachable' }])
    expect(proxy.passed[0]?.status).toBeUndefined()
  })

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a status line of nonsense', 'HTTP/1.1 abc\r\n\r\n'],
    ['a 100 that nobody asked for', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'],
  ])('%s: 502', async (_, bytes) => {
    const proxy = await proxyTo(await answering(bytes, end))
    expect((await ask(proxy.baseUrl)).status).toBe(502)
    expect(proxy.passed).toMatchObject([{ ended: 'malformed' }])
  })

  it('a WebSocket: 501; the address of another host: 400; a tunnel: 405', async () => {
    const proxy = await proxyTo(await referenceTarget())
    const { port } = new URL(proxy.baseUrl)
    const raw = (text: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(text))
        socket.on('data', (bytes) => {
          resolve(String(bytes))
          socket.destroy()
        })
      })
    expect(
      await raw('GET /v1/realtime HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'),
    ).toMatch(/^HTTP\/1\.1 501 /)
    expect(await raw('GET http://other.example/v1/models HTTP/1.1\r\nhost: other.example\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 /,
    )
    expect(await raw('CONNECT other.example:443 HTTP/1.1\r\nhost: other.example:443\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 405 /,
    )
    // Any other protocol is not spoken, and HTTP/1.1 goes on.
    expect(await raw('GET /v1/models HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 200 /,
    )
  })
})

describe('judging', () => {
  it('that throws does not touch the traffic', async () => {
    const proxy = await proxyTo(await referenceTarget(), {
      onPassed: () => {
        throw new Error('a rule failed')
      },
    })
    for (let i = 0; i < 3; i++) {
      const reply = await ask(proxy.baseUrl, '/models', { method: 'GET' })
      expect([reply.status, reply.cut]).toEqual([200, false])
    }
  })

  it('has bounded memory: what is too large, or too much at once, is passed on and not kept', async () => {
    const target = await answering(
      Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${BIG.length}\r\n\r\n`), BIG]),
    )
    const small = await proxyTo(target, { mostBytes: BIG.length - 1 })
    expect((await ask(small.baseUrl)).body.equals(BIG)).toBe(true)
    expect(small.passed).toMatchObject([{ kept: { lost: expect.stringMatching(/^larger than/) } }])
    // Nobody releases what was kept, so there is room for one only.
    const narrow = await proxyTo(target, { mostBytesAtOnce: BIG.length * 1.5 })
    for (let i = 0; i < 2; i++) expect((await ask(narrow.baseUrl)).body.equals(BIG)).toBe(true)
    expect(narrow.passed.map(({ kept }) => ('lost' in kept ? kept.lost : 'kept'))).toEqual([
      'kept',
      'too much passes through at the same time',
    ])
    const [first] = narrow.passed
    if (first && 'release' in first.kept) first.kept.release()
    await ask(narrow.baseUrl)
    expect(narrow.passed.at(-1)?.kept).toHaveProperty('exchange')
  })

  it('gets no secret: headers, cookies and query keys stand in it by name', async () => {
    const key = randomBytes(12).toString('hex')
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => key + letter)
    const [bearer, api, cookie, query, basic, azure] = keys as [string, string, string, string, string, string]
    const proxy = await proxyTo(await referenceTarget())
    await ask(proxy.baseUrl, `/chat/completions?key=${query}&a=1&api_key=${query}x`, {
      headers: {
        authorization: `Bearer ${bearer}`,
        'X-API-Key': api,
        'api-key': azure,
        cookie: `theme=dark; session=${cookie}`,
        'proxy-authorization': `Basic ${Buffer.from(`me:${basic}`).toString('base64')}`,
      },
    })
    const [{ path, kept }] = proxy.passed as [Passed]
    if (!('exchange' in kept)) throw new Error(kept.lost)
    expect(path).toBe('/v1/chat/completions?key=$KEY&a=1&api_key=$API_KEY_2')
    expect(JSON.stringify(kept.exchange)).not.toContain(key)
    expect(kept.exchange.request.headers).toMatchObject({
      authorization: 'Bearer $AUTHORIZATION',
      'x-api-key': '$X_API_KEY',
      'api-key': '$API_KEY',
      cookie: '$COOKIE',
    })
    expect([...kept.secrets.values()]).toEqual(expect.arrayContaining([bearer, api, azure, cookie, query, `${query}x`]))
  })
})

it('a port that is taken rejects', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const { port } = other.address() as { port: number }
  await expect(proxyTo('http://127.0.0.1:9', { port })).rejects.toThrow('EADDRINUSE')
})
