/** A proxy between real sockets, clients that send through it, and targets that answer with any bytes. */
import { createHash } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import type { Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { type Passed, type ProxyOptions, type RunningProxy, startProxy } from '../../src/proxy/server.ts'
import { CHAT as API } from './seen.ts'
import { socketTarget } from './targets.ts'

/** A proxy in front of the target, and the exchanges that it reports. */
export async function proxyTo(
  target: string,
  options: Partial<ProxyOptions> = {},
): Promise<RunningProxy & { passed: Passed[] }> {
  const passed: Passed[] = []
  const proxy = await startProxy({
    api: API,
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
  /** The connection was closed before the reply was complete. */
  readonly cut: boolean
}

interface Ask {
  readonly method?: string
  readonly headers?: Record<string, string | string[]>
  readonly body?: string | Buffer
}

export const CHAT = '/v1/chat/completions'

/** Sends a request over a connection of its own. */
export function ask(
  base: string,
  path = CHAT,
  { method = 'POST', headers = {}, body = '{}' }: Ask = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    // In parts, because a URL would be normalized.
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

/** A target that answers every request with these bytes, and then calls `then` with the connection. */
export function answering(bytes: string | Buffer, then: (socket: Socket) => void = () => undefined): Promise<string> {
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

export const end = (socket: Socket): void => void socket.end()

/** Bytes of every value, the same in each run. */
export const BIG = Buffer.concat(
  Array.from({ length: 160 }, (_, i) => createHash('sha512').update(`${i}`).digest()),
).subarray(0, 10_000)
export const HUGE = Buffer.concat(Array.from({ length: 1049 }, () => BIG)).subarray(0, 10 * 1024 * 1024)
