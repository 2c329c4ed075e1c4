/** The wire against real sockets: the reply, how it ended, and what was sent. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Exchange, Request } from '../../src/model/index.ts'
import { httpTarget, nobody, socketTarget } from '../support/targets.ts'
import { aRequestTo, NEVER, textOf, wire } from '../support/wire.ts'

/** The exchange with a server that sends these bytes after the request. */
async function sendTo(bytes: string | Buffer, end = true): Promise<Exchange> {
  const url = await socketTarget((socket) => {
    socket.once('data', () => (end ? socket.end(bytes) : socket.write(bytes)))
  })
  return wire().send(aRequestTo(url), NEVER)
}

describe('a complete reply', () => {
  it('is kept unchanged', async () => {
    const url = await socketTarget((socket) => {
      socket.once('data', () =>
        socket.end(
          'HTTP/1.1 201 Made\r\nX-One: 1\r\nx-two: b\u00e9\r\nX-One: 2\r\nContent-Length: 5\r\n\r\nh\u00e9llo',
          'latin1',
        ),
      )
    })
    const request = aRequestTo(url)
    const before = Date.now()
    const exchange = await wire().send(request, NEVER)
    expect(exchange).toMatchObject({ request, status: 201, ended: 'complete', retries: [] })
    expect(exchange.headers).toEqual([
      ['x-one', '1'],
      ['x-two', 'b\u00e9'],
      ['x-one', '2'],
      ['content-length', '5'],
    ])
    expect(Buffer.concat(exchange.pieces.map(({ bytes }) => bytes))).toEqual(Buffer.from('h\u00e9llo', 'latin1'))
    expect(exchange.sentAt).toBeGreaterThanOrEqual(before)
    const times = [exchange.timings.firstByteMs ?? -1, ...exchange.pieces.map(({ at }) => at), exchange.timings.totalMs]
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect('problem' in exchange).toBe(false)
  })

  it.each([
    ['with a length', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok', 'ok'],
    [
      'in chunks',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\no\r\n1;x=y\r\nk\r\n0\r\nx-end: 1\r\n\r\n',
      'ok',
    ],
    ['until the end of the connection', 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nok', 'ok'],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nok', 'ok'],
    ['without a reason', 'HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok', 'ok'],
    ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n', ''],
    [
      'after early hints',
      'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
      'ok',
    ],
    [
      'that is a redirect, which is not followed',
      'HTTP/1.1 307 Moved\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 2\r\n\r\nok',
      'ok',
    ],
    ['with an unknown status', 'HTTP/1.1 799 Odd\r\ncontent-length: 2\r\n\r\nok', 'ok'],
    [
      'with more bytes than its length',
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok and more',
      'ok',
    ],
  ])('may come %s', async (_, bytes, body) => {
    const exchange = await sendTo(bytes)
    expect(exchange.ended).toBe('complete')
    expect(textOf(exchange)).toBe(body)
  })
})

describe('a reply that goes wrong', () => {
  it.each([
    ['cut', 'in the middle of its length', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nok', 'ok'],
    ['cut', 'in the middle of a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nok', 'ok'],
    ['cut', 'before the last chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n', 'ok'],
    [
      'malformed',
      'in the size of a chunk',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\nzz\r\n',
      'ok',
    ],
    [
      'malformed',
      'because it has two lengths',
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok',
      '',
    ],
    ['malformed', 'because it is not HTTP', '<html>Hello</html>\r\n\r\n', ''],
    ['malformed', 'because its status is invalid', 'HTTP/1.1 000 Nothing\r\ncontent-length: 2\r\n\r\nok', ''],
    ['malformed', 'because a header is invalid', 'HTTP/1.1 200 OK\r\nbad header\r\n\r\n', ''],
    ['malformed', 'because its headers are too large', `HTTP/1.1 200 OK\r\nx-big: ${'x'.repeat(100_000)}\r\n\r\n`, ''],
    [
      'malformed',
      'while switching protocols',
      'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
      '',
    ],
    ['hung-up', 'before its first byte', '', ''],
    ['hung-up', 'in the middle of the status line', 'HTTP/1.1 2', ''],
    ['hung-up', 'in the middle of the headers', 'HTTP/1.1 200 OK\r\ncontent-le', ''],
  ])('ended: %s, %s', async (ended, _, bytes, body) => {
    const exchange = await sendTo(bytes)
    expect(exchange).toMatchObject({ ended, problem: expect.stringMatching(/\w/) })
    expect(textOf(exchange)).toBe(body)
    expect(exchange.status).toBe(body ? 200 : undefined)
  })

  it('that is an unsolicited 100 is not reported as a missing connection', async () => {
    const exchange = await sendTo('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
    expect(exchange).toMatchObject({
      ended: 'malformed',
      problem: 'it begins with a 100 Continue that was not requested',
    })
  })

  it('is a hang-up if the connection is reset', async () => {
    const url = await socketTarget((socket) => void socket.once('data', () => socket.resetAndDestroy()))
    expect(await wire().send(aRequestTo(url), NEVER)).toMatchObject({ ended: 'hung-up', headers: [], pieces: [] })
  })
})

describe('a connection that cannot be made', () => {
  it('was refused', async () => {
    const exchange = await wire().send(aRequestTo(await nobody()), NEVER)
    expect(exchange).toMatchObject({ ended: 'unreachable', problem: expect.stringContaining('ECONNREFUSED') })
  })

  it('has a name that does not exist', async () => {
    const exchange = await wire().send(aRequestTo('http://nothing.invalid'), NEVER)
    expect(exchange).toMatchObject({ ended: 'unreachable', problem: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) })
  })

  it('is to a port without TLS', async () => {
    const url = await socketTarget((socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 No\r\n\r\n')))
    const exchange = await wire().send(aRequestTo(url.replace('http:', 'https:')), NEVER)
    expect(exchange.ended).toBe('unreachable')
  })
})

describe('times', () => {
  const HEAD = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'

  it('a reply without a status line ends as no reply', async () => {
    const url = await socketTarget(() => undefined)
    expect(await wire({ firstByteMs: 40 }).send(aRequestTo(url), NEVER)).toMatchObject({
      ended: 'no-reply',
      pieces: [],
    })
    expect(await wire({ totalMs: 40 }).send(aRequestTo(url), NEVER)).toMatchObject({ ended: 'no-reply' })
  })

  it('a reply with a truncated head has no status', async () => {
    const url = await socketTarget((socket) => void socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nx: ')))
    expect((await wire({ firstByteMs: 40 }).send(aRequestTo(url), NEVER)).status).toBeUndefined()
  })

  it('a stream that stays open after its last event is waited for long only once', async () => {
    const url = await httpTarget((request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(request.url === '/cut' ? 'data: {}\n\n' : 'data: {}\n\ndata: [DONE]\n\n')
    })
    const { send } = wire({ idleMs: 7500, totalMs: 20_000, endMark: () => '[DONE]' })
    const waited = async (path: string): Promise<number> => {
      const exchange = await send({ ...aRequestTo(url), url: `${url}${path}` }, NEVER)
      expect(exchange.ended).toBe('stalled')
      return exchange.timings.totalMs
    }
    expect(await waited('/done')).toBeGreaterThan(7400)
    const [done, cut] = await Promise.all([waited('/done'), waited('/cut')])
    expect(done).toBeLessThan(7400)
    expect(done).toBeGreaterThan(5000)
    expect(cut).toBeGreaterThan(7400)
  }, 60_000)

  it('a body that stops arriving is stalled', async () => {
    const url = await socketTarget((socket) => void socket.once('data', () => socket.write(`${HEAD}2\r\nok\r\n`)))
    const exchange = await wire({ idleMs: 40 }).send(aRequestTo(url), NEVER)
    expect(exchange).toMatchObject({ ended: 'stalled', status: 200 })
    expect(textOf(exchange)).toBe('ok')
  })

  it('an endless body runs out of time', async () => {
    const url = await socketTarget((socket) => {
      socket.once('data', () => {
        socket.write(HEAD)
        const drip = setInterval(() => socket.write('1\r\nx\r\n'), 5)
        socket.once('close', () => clearInterval(drip))
      })
    })
    const exchange = await wire({ totalMs: 800 }).send(aRequestTo(url), NEVER)
    expect(exchange).toMatchObject({ ended: 'timeout', status: 200 })
    expect(textOf(exchange)).toMatch(/^x+$/)
  })

  it('interim replies do not count as a reply', async () => {
    const url = await socketTarget((socket) => {
      socket.once('data', () => {
        const hints = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 5)
        socket.once('close', () => clearInterval(hints))
      })
    })
    expect(await wire({ firstByteMs: 80 }).send(aRequestTo(url), NEVER)).toMatchObject({ ended: 'no-reply' })
  })
})

describe('size', () => {
  it('is capped', async () => {
    const url = await httpTarget((_, response) => void response.end(Buffer.alloc(1_000_000, 'x')))
    const exchange = await wire({ maxBytes: 100_000 }).send(aRequestTo(url), NEVER)
    expect(exchange).toMatchObject({ ended: 'too-big', status: 200 })
    expect(textOf(exchange).length).toBeGreaterThan(100_000)
    expect(textOf(exchange).length).toBeLessThan(1_000_000)
  })

  it('may be exactly the cap', async () => {
    const url = await httpTarget((_, response) => void response.end(Buffer.alloc(100_000, 'x')))
    expect((await wire({ maxBytes: 100_000 }).send(aRequestTo(url), NEVER)).ended).toBe('complete')
  })

  it('of a million one-byte chunks is kept in few pieces', async () => {
    const chunks = '1\r\nx\r\n'.repeat(100_000)
    const exchange = await sendTo(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`)
    expect(textOf(exchange)).toBe('x'.repeat(100_000))
    expect(exchange.pieces.length).toBeLessThanOrEqual(exchange.timings.totalMs + 1)
  })
})

describe('a sent request', () => {
  async function arriving(
    request: Omit<Request, 'url' | 'endpoint'>,
    secrets = new Map<string, string>(),
  ): Promise<IncomingMessage & { text: string }> {
    let seen: IncomingMessage | undefined
    let text = ''
    const url = await httpTarget((message, response) => {
      seen = message
      message.on('data', (piece: Buffer) => {
        text += piece
      })
      message.on('end', () => response.end('ok'))
    })
    const { send } = wire({ secrets })
    const exchange = await send({ ...request, url: `${url}/v1/x`, endpoint: 'other' }, NEVER)
    expect(JSON.stringify(exchange)).not.toContain('sk-secret')
    if (!seen) throw new Error('nothing arrived')
    return Object.assign(seen, { text })
  }

  it('has the unchanged method, headers and body', async () => {
    const text = '{"content":"é🚀"}'
    const seen = await arriving({ method: 'PUT', headers: { 'x-one': 'a  b', 'content-type': 'a/b' }, text })
    expect(seen).toMatchObject({
      method: 'PUT',
      url: '/v1/x',
      text,
      headers: { 'x-one': 'a  b', 'content-type': 'a/b' },
    })
    expect(seen.headers['content-length']).toBe(String(Buffer.byteLength(text)))
  })

  it('has no additional headers', async () => {
    const seen = await arriving({ method: 'GET', headers: {} })
    expect(Object.keys(seen.headers).sort()).toEqual(['connection', 'host'])
    expect(seen.text).toBe('')
  })

  it('has secrets in headers only, in place of their complete names', async () => {
    const secrets = new Map([
      ['$KEY', 'sk-secret'],
      ['$KEY_2', 'sk-secret-$KEY-$&'],
    ])
    const headers = { authorization: 'Bearer $KEY', 'x-other': '$KEY_2,$KEY', 'x-none': '$KEY_3 $ $5 $KEYS' }
    const seen = await arriving({ method: 'POST', headers, text: '"$KEY"' }, secrets)
    expect(seen.headers).toMatchObject({
      authorization: 'Bearer sk-secret',
      'x-other': 'sk-secret-$KEY-$&,sk-secret',
      'x-none': '$KEY_3 $ $5 $KEYS',
    })
    expect(seen.text).toBe('"$KEY"')
  })
})

describe('connections', () => {
  async function counting(listener: RequestListener): Promise<{ url: string; connections: () => number }> {
    let count = 0
    const server = createServer(listener).on('connection', () => count++)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.close()
      server.closeAllConnections()
    })
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => count }
  }

  it('are reused', async () => {
    const { url, connections } = await counting((_, response) => response.end('ok'))
    const { send } = wire()
    for (let i = 0; i < 20; i++) expect((await send(aRequestTo(url), NEVER)).ended).toBe('complete')
    // One more may be opened before the first is marked as free.
    expect(connections()).toBeLessThan(5)
  })

  it('are as many as the parallel requests', async () => {
    const waiting: (() => void)[] = []
    const { url, connections } = await counting((_, response) => {
      waiting.push(() => response.end('ok'))
      if (waiting.length === 3) for (const end of waiting) end()
    })
    const { send } = wire()
    const exchanges = await Promise.all([1, 2, 3].map(() => send(aRequestTo(url), NEVER)))
    expect(exchanges.map(({ ended }) => ended)).toEqual(['complete', 'complete', 'complete'])
    expect(connections()).toBe(3)
  })

  it('are all gone after the wire is closed', async () => {
    const left = (): number =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap' || kind === 'Timeout').length
    const before = left()
    const url = await socketTarget((socket) => {
      socket.on('data', (data) => {
        if (!data.includes('/never')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
      })
    })
    const open = wire({ retries: 1 })
    await open.send(aRequestTo(url), NEVER)
    const hanging = open.send(aRequestTo(`${url}/never`), NEVER)
    await open.send(aRequestTo(url), NEVER)
    await open.close()
    expect((await hanging).status).toBeUndefined()
    await vi.waitFor(() => expect(left()).toBeLessThanOrEqual(before), { timeout: 4000 })
  })
})
