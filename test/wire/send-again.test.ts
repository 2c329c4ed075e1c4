/** What is retried and what is not, how the wire is stopped, and how it uses TLS and proxies. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Exchange } from '../../src/model/index.ts'
import type { WireOptions } from '../../src/wire/send.ts'
import { CERTIFICATE, httpTarget, nobody, socketTarget, tlsTarget } from '../support/targets.ts'
import { aRequestTo, NEVER, textOf, wire } from '../support/wire.ts'

interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
}

/** The exchange with a server that sends these answers in turn and repeats the last one; 'hang-up' closes the connection. */
async function exchangeWith(
  answers: readonly (Answer | 'hang-up')[],
  options: Partial<WireOptions> = {},
): Promise<Exchange & { asked: number }> {
  let requestCount = 0
  const url = await httpTarget((request, response) => {
    const answer = answers[Math.min(requestCount++, answers.length - 1)]
    if (answer === 'hang-up' || !answer) return void request.socket.destroy()
    response.writeHead(answer.status, answer.headers).end(`reply ${requestCount}`)
  })
  const exchange = await wire({ retries: 2, ...options }).send(aRequestTo(url), NEVER)
  return { ...exchange, asked: requestCount }
}

describe('a connection that is used again', () => {
  /** Answers the first request of each connection, and closes it without a reply at the second. */
  async function closingTarget(ofConnection: (count: number) => boolean = () => true) {
    const asked = new Map<Socket, number>()
    const url = await httpTarget((request, response) => {
      const count = (asked.get(request.socket) ?? 0) + 1
      asked.set(request.socket, count)
      if (count > 1 || !ofConnection(asked.size)) return void request.socket.destroy()
      response.writeHead(200).end('ok')
    })
    return { url, connections: () => asked.size }
  }

  it('may be closed for its idleness: the request is sent over a new one, and nothing is reported', async () => {
    const { url, connections } = await closingTarget()
    const { send } = wire({ retries: 0 })
    expect(await send(aRequestTo(url), NEVER)).toMatchObject({ ended: 'complete', status: 200 })
    expect(await send(aRequestTo(url), NEVER)).toMatchObject({ ended: 'complete', status: 200, retries: [] })
    expect(connections()).toBe(2)
  })

  it('is a hang-up if the new connection is closed as well', async () => {
    const { url, connections } = await closingTarget((count) => count === 1)
    const { send } = wire({ retries: 0 })
    await send(aRequestTo(url), NEVER)
    expect(await send(aRequestTo(url), NEVER)).toMatchObject({ ended: 'hung-up', pieces: [] })
    expect(connections()).toBe(2)
  })

  it('is a hang-up if a part of the reply came', async () => {
    let count = 0
    const url = await socketTarget((socket) => {
      socket.on('error', () => {})
      socket.on('data', () => {
        if (count++) return void socket.end('HTTP/1.1 2')
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
      })
    })
    const { send } = wire({ retries: 0 })
    await send(aRequestTo(url), NEVER)
    expect(await send(aRequestTo(url), NEVER)).toMatchObject({ ended: 'hung-up' })
    expect(count).toBe(2)
  })
})

describe('a retry', () => {
  it.each([408, 429, 500, 502, 503, 504, 529])('follows a status %i', async (status) => {
    const exchange = await exchangeWith([{ status }, { status: 200 }])
    expect(exchange).toMatchObject({ asked: 2, status: 200, retries: [{ why: `status ${status}`, waitedMs: 1 }] })
    expect(textOf(exchange)).toBe('reply 2')
  })

  it.each([200, 301, 400, 401, 404, 422, 501])('does not follow a status %i', async (status) => {
    expect(await exchangeWith([{ status }])).toMatchObject({ asked: 1, status, retries: [] })
  })

  it('follows a connection that was closed without a reply', async () => {
    const exchange = await exchangeWith(['hang-up', { status: 200 }])
    expect(exchange).toMatchObject({ asked: 2, status: 200, retries: [{ why: expect.stringMatching(/\w/) }] })
  })

  it('is not needed where a connection is closed when it is used again', async () => {
    const connections: number[] = []
    const url = await socketTarget((socket) => {
      const place = connections.push(0) - 1
      socket.on('data', () => {
        connections[place] = (connections[place] ?? 0) + 1
        if (connections[place] === 2) socket.end()
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
      })
    })
    const { send } = wire({ retries: 0 })
    for (let i = 0; i < 3; i++)
      expect(await send(aRequestTo(url), NEVER)).toMatchObject({ status: 200, ended: 'complete', retries: [] })
    expect(connections).toContain(2)
  })

  it('does not hide a server that closes every connection', async () => {
    let requestCount = 0
    const url = await socketTarget((socket) => {
      socket.on('data', () => {
        if (++requestCount <= 2) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
        else socket.end()
      })
    })
    const { send } = wire({ retries: 0 })
    // The second request may find the first connection still busy; the third one uses a connection again.
    for (let i = 0; i < 2; i++) expect(await send(aRequestTo(url), NEVER)).toMatchObject({ status: 200 })
    expect(await send(aRequestTo(url), NEVER)).toMatchObject({ ended: 'hung-up', retries: [] })
    expect(requestCount).toBe(4)
  })

  it('follows a connection that was refused', async () => {
    const exchange = await wire({ retries: 2 }).send(aRequestTo(await nobody()), NEVER)
    expect(exchange).toMatchObject({ ended: 'unreachable', retries: [{ waitedMs: 1 }, { waitedMs: 2 }] })
  })

  it('does not follow a reply that was late or incomplete', async () => {
    const silent = await socketTarget(() => undefined)
    expect((await wire({ retries: 2, firstByteMs: 30 }).send(aRequestTo(silent), NEVER)).retries).toEqual([])
    const cut = await socketTarget(
      (socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok')),
    )
    expect((await wire({ retries: 2 }).send(aRequestTo(cut), NEVER)).retries).toEqual([])
  })

  it('does not follow a reply that is not HTTP', async () => {
    const url = await socketTarget((socket) => void socket.once('data', () => socket.end('hello\r\n\r\n')))
    expect(await wire({ retries: 2 }).send(aRequestTo(url), NEVER)).toMatchObject({ ended: 'malformed', retries: [] })
  })

  it('happens up to the configured number of times, with doubled waits, and the last reply is kept', async () => {
    const exchange = await exchangeWith([{ status: 503 }], { retries: 3 })
    expect(exchange).toMatchObject({ asked: 4, status: 503 })
    expect(exchange.retries.map(({ waitedMs }) => waitedMs)).toEqual([1, 2, 4])
    expect(textOf(exchange)).toBe('reply 4')
  })

  it('keeps what came back to the earlier tries, if it is short', async () => {
    const { retries } = await exchangeWith([{ status: 429, headers: { 'x-a': 'b' } }, { status: 503 }, { status: 200 }])
    expect(retries).toMatchObject([
      { reply: { status: 429, ended: 'complete', headers: expect.arrayContaining([['x-a', 'b']]) } },
      { reply: { status: 503 } },
    ])
    expect(Buffer.concat((retries[0]?.reply?.pieces ?? []).map(({ bytes }) => bytes)).toString()).toBe('reply 1')
    let requestCount = 0
    const url = await httpTarget((_, response) => {
      response.writeHead(requestCount++ ? 200 : 500).end('x'.repeat(20_000))
    })
    expect((await wire({ retries: 2 }).send(aRequestTo(url), NEVER)).retries).toEqual([
      { why: 'status 500', waitedMs: 1 },
    ])
  })

  it('stops for a kind of request that always gets the same server error, while others are answered', async () => {
    let requestCount = 0
    let status = 502
    const url = await httpTarget((request, response) => {
      requestCount++
      response.writeHead(request.url?.endsWith('/other') ? 200 : status).end()
    })
    const { send } = wire({ retries: 2 })
    const countFor = async (to: string): Promise<number> => {
      const before = requestCount
      await send(aRequestTo(to), NEVER)
      return requestCount - before
    }
    expect(await countFor(url), 'nothing shows yet that the target is there').toBe(3)
    expect(await countFor(`${url}/other`)).toBe(1)
    expect(await countFor(url), 'the same status on every try').toBe(3)
    expect(await countFor(url)).toBe(1)
    status = 503
    expect(await countFor(url), 'another status').toBe(3)
    status = 200
    expect(await countFor(url)).toBe(1)
    status = 503
    expect(await countFor(url), 'it was answered in the meantime').toBe(3)
  })

  it('never happens with retries switched off', async () => {
    expect(await exchangeWith([{ status: 503 }], { retries: 0 })).toMatchObject({ asked: 1, retries: [] })
  })
})

describe('Retry-After', () => {
  const limited = (value: string): Answer => ({ status: 429, headers: { 'retry-after': value } })

  it('in seconds is honoured', async () => {
    const exchange = await exchangeWith([limited('0'), limited('1'), { status: 200 }], { backoffMs: 77_000 })
    expect(exchange.retries.map(({ waitedMs }) => waitedMs)).toEqual([0, 1000])
  })

  it('as a date is honoured; a past date causes no wait', async () => {
    const soon = new Date(Date.now() + 1500).toUTCString()
    const exchange = await exchangeWith([limited('Thu, 01 Jan 1970 00:00:00 GMT'), limited(soon), { status: 200 }])
    const [passed, coming] = exchange.retries.map(({ waitedMs }) => waitedMs)
    expect(passed).toBe(0)
    expect(coming).toBeLessThanOrEqual(1500)
  })

  it('that is invalid is ignored', async () => {
    expect((await exchangeWith([limited('soon'), { status: 200 }])).retries).toMatchObject([{ waitedMs: 1 }])
  })

  it.each(['61', '99999999999999999999', 'Fri, 31 Dec 2999 23:59:59 GMT'])(
    'above the maximum wait ends the retries: %s',
    async (value) => expect(await exchangeWith([limited(value)])).toMatchObject({ asked: 1, status: 429, retries: [] }),
  )
})

describe('an abort', () => {
  it('before the request prevents it from being sent', async () => {
    let requestCount = 0
    const url = await httpTarget((_, response) => {
      requestCount++
      response.end()
    })
    expect(await wire().send(aRequestTo(url), AbortSignal.abort())).toMatchObject({ ended: 'aborted', headers: [] })
    expect(requestCount).toBe(0)
  })

  it('ends the wait for a reply and for the next try', async () => {
    const stop = new AbortController()
    const waiting = await socketTarget((socket) => void socket.once('data', () => stop.abort()))
    expect(await wire({ retries: 2 }).send(aRequestTo(waiting), stop.signal)).toMatchObject({
      ended: 'aborted',
      retries: [],
    })
    const again = new AbortController()
    const limited = await httpTarget((_, response) => {
      response.writeHead(429).end()
      setTimeout(() => again.abort(), 50)
    })
    const exchange = await wire({ retries: 2, backoffMs: 30_000 }).send(aRequestTo(limited), again.signal)
    expect(exchange).toMatchObject({ ended: 'aborted', retries: [{ why: 'status 429' }] })
  })

  it('ends a body and keeps what has arrived', async () => {
    const stop = new AbortController()
    const url = await httpTarget((_, response) => {
      response.write('some')
      // Several turns of the event loop: the piece has been read by then, however slow the machine is.
      let turns = 0
      const clock = setInterval(() => ++turns === 5 && stop.abort(), 20)
      response.once('close', () => clearInterval(clock))
    })
    const exchange = await wire().send(aRequestTo(url), stop.signal)
    expect(exchange).toMatchObject({ ended: 'aborted', status: 200 })
    expect(textOf(exchange)).toBe('some')
  })
})

describe('TLS', () => {
  const listening = (): Promise<string> => tlsTarget((_, response) => void response.end('safe'))

  it('is rejected with an untrusted certificate', async () => {
    const exchange = await wire().send(aRequestTo(await listening()), NEVER)
    expect(exchange).toMatchObject({ ended: 'unreachable', problem: expect.stringMatching(/SELF_SIGNED/) })
  })

  it('is accepted with the certificate authority', async () => {
    const exchange = await wire({ ca: readFileSync(CERTIFICATE, 'utf8') }).send(aRequestTo(await listening()), NEVER)
    expect(textOf(exchange)).toBe('safe')
  })

  it('is accepted unverified if verification is switched off', async () => {
    expect(textOf(await wire({ insecure: true }).send(aRequestTo(await listening()), NEVER))).toBe('safe')
  })
})

describe('a proxy from the environment', () => {
  beforeEach(() => {
    for (const name of ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'])
      vi.stubEnv(name, undefined)
  })
  afterEach(() => vi.unstubAllEnvs())

  /** A proxy that opens tunnels, and the addresses of the tunnels. */
  async function proxy(refuse = false): Promise<{ url: string; tunnels: (string | undefined)[] }> {
    const tunnels: (string | undefined)[] = []
    const sockets = new Set<Socket>()
    const server = createServer().on('connect', ({ url }, socket: Socket) => {
      tunnels.push(url)
      sockets.add(socket)
      socket.on('error', () => undefined)
      if (refuse) return void socket.end('HTTP/1.1 407 Who are you\r\n\r\n')
      const [host, port] = (url ?? '').split(':')
      const further = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connected\r\n\r\n')
        further.pipe(socket).pipe(further)
      })
      sockets.add(further.on('error', () => socket.destroy()))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tunnels }
  }

  const target = (): Promise<string> => httpTarget((_, response) => void response.end('through'))

  it('is used', async () => {
    const [{ url, tunnels }, to] = [await proxy(), await target()]
    vi.stubEnv('HTTP_PROXY', url)
    expect(textOf(await wire({ proxies: true }).send(aRequestTo(to), NEVER))).toBe('through')
    expect(tunnels).toEqual([to.replace('http://', '')])
  })

  it('is used for TLS through a tunnel', async () => {
    const [{ url, tunnels }, to] = [await proxy(), await tlsTarget((_, response) => void response.end('safe'))]
    vi.stubEnv('HTTPS_PROXY', url)
    const open = wire({ proxies: true, ca: readFileSync(CERTIFICATE, 'utf8') })
    expect(textOf(await open.send(aRequestTo(to), NEVER))).toBe('safe')
    expect(await wire({ proxies: true }).send(aRequestTo(to), NEVER)).toMatchObject({ ended: 'unreachable' })
    expect(tunnels).toHaveLength(2)
  })

  it('is not used for excluded hosts, nor if proxies are switched off', async () => {
    const [{ url, tunnels }, to] = [await proxy(), await target()]
    vi.stubEnv('HTTP_PROXY', url)
    expect(textOf(await wire({ proxies: false }).send(aRequestTo(to), NEVER))).toBe('through')
    vi.stubEnv('NO_PROXY', '127.0.0.1')
    expect(textOf(await wire({ proxies: true }).send(aRequestTo(to), NEVER))).toBe('through')
    expect(tunnels).toEqual([])
  })

  it('that refuses or does not exist makes the target unreachable', async () => {
    const to = await target()
    for (const url of [(await proxy(true)).url, await nobody()]) {
      vi.stubEnv('HTTP_PROXY', url)
      const exchange = await wire({ proxies: true }).send(aRequestTo(to), NEVER)
      expect(exchange).toMatchObject({ ended: 'unreachable', problem: expect.stringMatching(/407|ECONNREFUSED/) })
    }
  })
})
