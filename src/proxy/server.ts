/**
 * The proxy takes the place of its target, forwards everything as it comes, and hands out a copy to be judged. Nothing
 * here waits for the judgement, which can neither change nor delay the traffic.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Api, Ending } from '../model/index.ts'
import { type ConnectionOptions, openDispatcher } from '../wire/dispatcher.ts'
import { endingOf, wordsOf } from '../wire/endings.ts'
import { type Capture, type Captured, makeRoom, openCapture } from './capture.ts'
import { type Forwarding, forward } from './forward.ts'
import { endToEnd, type RawHeaders } from './hop-by-hop.ts'

export interface ProxyOptions extends ConnectionOptions {
  /** Exchanges with its endpoints are kept to be judged. */
  readonly api: Api
  /** Where requests go: the scheme, host and port of this URL. Its path only shows in the address of the proxy. */
  readonly target: string
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Most bytes of one exchange that are kept to be judged; and of all that are kept at the same time. */
  readonly mostBytes?: number
  readonly mostBytesAtOnce?: number
  /** Called for every exchange once it has passed. What it throws is ignored. */
  readonly onPassed: (passed: Passed) => void
}

/** An exchange that has passed. */
export interface Passed {
  readonly method: string
  /** With the names of secrets in the place of their values. */
  readonly path: string
  readonly status?: number
  readonly ended: Ending
  readonly problem?: string
  readonly totalMs: number
  /** What was kept to be judged, or why nothing was. */
  readonly kept: Captured | { readonly lost: string }
}

export interface RunningProxy {
  /** The address to use in the place of the target's. */
  readonly baseUrl: string
  /** Requests under way. */
  readonly open: () => number
  /** Ends all connections, finished or not, and stops listening. */
  close(): Promise<void>
}

const MOST_BYTES = 16 * 1024 * 1024
const MOST_BYTES_AT_ONCE = 256 * 1024 * 1024
/** Agents send long cookies and tokens. */
const MOST_HEADER_BYTES = 256 * 1024

/** Starts the proxy. Rejects for a port that is taken. */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { api, target, host, port, onPassed, mostBytes = MOST_BYTES, mostBytesAtOnce = MOST_BYTES_AT_ONCE } = options
  const { origin, pathname, host: authority } = new URL(target)
  const dispatcher = openDispatcher(options)
  const room = makeRoom(mostBytesAtOnce)
  let open = 0
  const server = createServer({ maxHeaderSize: MOST_HEADER_BYTES, requestTimeout: 0 }, (request, response) => {
    const { method = 'GET', url: path = '/', rawHeaders } = request
    if (!path.startsWith('/')) return refuse(response, 400, NOT_HERE)
    if (/^websocket$/i.test(request.headers.upgrade ?? '')) return refuse(response, 501, NO_WEBSOCKET)
    const capture = openCapture({ api, origin, method, path, headers: endToEnd(rawHeaders), room, mostBytes })
    open++
    const over = (ended: Ending, problem?: string): void => {
      open--
      reportSafely(onPassed, { method, path: capture.path, ended, problem, capture })
    }
    pass({ request, response, capture, over, headers: headersFor(rawHeaders, authority), origin, path, dispatcher })
  })
  // Clients keep idle connections; one that is closed just when it is used again looks broken.
  server.keepAliveTimeout = 75_000
  server.on('connect', (_request, socket: Socket) =>
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\n\r\n'),
  )
  await listen(server, port, host)
  const taken = (server.address() as AddressInfo).port
  return {
    baseUrl: `http://${host.includes(':') ? `[${host}]` : host}:${taken}${pathname.replace(/\/$/, '')}`,
    open: () => open,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      await dispatcher.destroy()
    },
  }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
}

/** The fields for the target: all that are for the whole way, and the target's own name. */
function headersFor(raw: RawHeaders, authority: string): string[] {
  // The 100 that a client waits for was sent by us already.
  return ['host', authority, ...endToEnd(raw, 'host', 'expect')]
}

interface Passage {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly capture: Capture
  readonly over: (ended: Ending, problem?: string) => void
  readonly headers: RawHeaders
  readonly origin: string
  readonly path: string
  readonly dispatcher: Parameters<typeof forward>[0]
}

/** Passes one request on and its reply back. */
function pass({ request, response, capture, over, headers, origin, path, dispatcher }: Passage): void {
  let forwarding: Forwarding | undefined
  let done = false
  const finish = (ended: Ending, problem?: string): void => {
    if (done) return
    done = true
    over(ended, problem)
  }
  response.on('drain', () => forwarding?.resume())
  response.on('error', () => undefined)
  // Also told after a proper end, when there is nothing left to abort.
  response.on('close', () => {
    forwarding?.abort()
    finish('dropped', CLIENT_GONE)
  })
  const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers
  const hasBody = length !== '0' || coding !== undefined
  forwarding = forward(
    dispatcher,
    { origin, path, method: request.method ?? 'GET', headers, body: hasBody ? copyTo(request, capture) : null },
    {
      interim: (status, message, raw) => writeInterim(response, status, message, raw),
      begin: (status, message, raw) => {
        capture.began(status, raw)
        response.sendDate = false
        response.writeHead(status, message, endToEnd(raw))
        // The head does not wait for a body that takes its time; one that is there already goes along with it.
        queueMicrotask(() => response.headersSent && !response.writableEnded && response.flushHeaders())
      },
      piece: (bytes) => {
        const goesOn = response.write(bytes)
        capture.received(bytes)
        return goesOn
      },
      end: (trailers) => {
        if (trailers.length) response.addTrailers(pairs(trailers))
        response.end()
        finish('complete')
      },
      fail: (error) => {
        // The body of the request broke off, and with it the request to the target.
        if (request.destroyed && !request.complete) return finish('dropped', CLIENT_GONE)
        const replied = response.headersSent
        const ended = endingOf(error, replied)
        const problem = wordsOf(error)
        // Before the client hears of it: what it does then is not the end of this exchange any more.
        finish(ended, problem)
        if (replied) cut(response)
        else if (ended === 'hung-up') response.destroy()
        else refuse(response, 502, unreachable(origin, problem))
      },
    },
  )
}

/** The body of a request, which the capture gets too. */
async function* copyTo(request: IncomingMessage, capture: Capture): AsyncIterable<Uint8Array> {
  for await (const bytes of request as AsyncIterable<Uint8Array>) {
    capture.sent(bytes)
    yield bytes
  }
}

/** An interim reply has no place in Node's interface but for some of them, which it writes in its own words. */
function writeInterim(response: ServerResponse, status: number, message: string, raw: RawHeaders): void {
  if (response.headersSent || !response.socket || response.req.httpVersion === '1.0') return
  const lines = [`HTTP/1.1 ${status} ${message}`]
  for (let i = 0; i + 1 < raw.length; i += 2) lines.push(`${raw[i]}: ${raw[i + 1]}`)
  response.socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

function pairs(raw: RawHeaders): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] ?? '', raw[2 * i + 1] ?? ''])
}

/** Ends the connection in the middle of the reply, after everything that came has been handed on. */
function cut(response: ServerResponse): void {
  response.flushHeaders()
  if (response.socket) response.socket.destroySoon()
  else response.destroy()
}

/** Says that it is the proxy that cannot go on, in the form in which clients of this protocol read errors. */
function refuse(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  const body = JSON.stringify({ error: { message, type: 'proxy_error', param: null, code: null } })
  // The rest of the request is not read any more.
  const close = response.req.complete ? {} : { connection: 'close' }
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...close,
  })
  response.end(body)
}

const CLIENT_GONE = 'the client closed the connection'
const NOT_HERE = 'chat-conformance proxy: expected a path; use the address of the proxy as the base URL.'
const NO_WEBSOCKET = 'chat-conformance proxy: WebSocket connections are not forwarded.'
const unreachable = (origin: string, problem: string): string =>
  `chat-conformance proxy: no reply from the target ${origin}: ${problem}`

interface Over {
  readonly method: string
  readonly path: string
  readonly ended: Ending
  readonly problem: string | undefined
  readonly capture: Capture
}

/** Whatever goes wrong with the copy, the traffic continues. */
function reportSafely(onPassed: ProxyOptions['onPassed'], { method, path, ended, problem, capture }: Over): void {
  try {
    const status = capture.status()
    onPassed({
      method,
      path,
      ...(status === undefined ? {} : { status }),
      ended,
      ...(problem === undefined ? {} : { problem }),
      totalMs: capture.elapsed(),
      kept: capture.end(ended, problem),
    })
  } catch {
    // The judging side reports its own errors.
  }
}
