/** The HTTP side: reads requests, writes replies piece by piece, and breaks connections for faults. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { answer, type Outgoing, type Setup } from './answer.ts'
import { maxBody } from './body.ts'
import { wireOf } from './hooks.ts'
import { pathOf } from './routes.ts'
import type { Asked, Reply } from './twist.ts'
import { write } from './write.ts'

/** The configuration of the HTTP side. */
export interface HttpSetup extends Setup {
  /** Milliseconds before the reply and before each piece of a stream. */
  delayMs: number
}

/** A server that is not listening yet. */
export function httpServer(setup: HttpSetup): Server {
  let count = 0
  const server = createServer((request, response) => {
    const asked: Asked = {
      method: request.method ?? '',
      path: pathOf(request.url ?? '', setup.dialect),
      headers: request.headers,
      body: undefined,
      streamed: false,
      count: count++,
    }
    serve(request, response, asked, setup).catch((problem) => fail(response, problem))
  })
  // Clients reuse idle connections: if the server closed one at that moment, it would look broken.
  server.keepAliveTimeout = 60_000
  server.on('clientError', (_problem, socket) => {
    if (socket.writable) socket.end(badRequest)
  })
  return server
}

const badRequestBody = JSON.stringify({
  error: { message: 'The request is not HTTP.', type: 'invalid_request_error', param: null, code: null },
})
const badRequest = [
  'HTTP/1.1 400 Bad Request',
  'Content-Type: application/json',
  `Content-Length: ${badRequestBody.length}`,
  'Connection: close',
  '',
  badRequestBody,
].join('\r\n')

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  asked: Asked,
  setup: HttpSetup,
): Promise<void> {
  // A client that disconnects is not an error: writing just stops.
  response.on('error', () => {})
  const bytes = await readBody(request)
  if (bytes === 'gone') return
  const outgoing: Outgoing = await answer(asked, bytes === 'too-large' ? undefined : bytes, setup)
  await write(response, outgoing, wireOf(setup.twists, asked), setup)
}

/** A body that is too large is read up to this many bytes. */
const drainLimit = 8 * maxBody

/** The body. A body that is too large is also read, so that the client can read the refusal. */
function readBody(request: IncomingMessage): Promise<Buffer | 'too-large' | 'gone'> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = []
    let size = 0
    request.on('data', (piece: Buffer) => {
      size += piece.length
      if (size <= maxBody) pieces.push(piece)
      else pieces.length = 0
      if (size > drainLimit) request.destroy()
    })
    request.on('end', () => resolve(size > maxBody ? 'too-large' : Buffer.concat(pieces)))
    request.on('close', () => resolve('gone'))
    request.on('error', () => resolve('gone'))
  })
}

/** Reports a bug of this server: as an error reply while that is possible, else by closing the connection. */
function fail(response: ServerResponse, problem: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  const { status, headers, body } = failureReply(problem)
  response.writeHead(status, headers)
  response.end(body)
}

/** The reply to a request that a mistake of this server or of a twist made fail. */
export function failureReply(problem: unknown): Reply {
  const message = problem instanceof Error ? problem.message : String(problem)
  const body = JSON.stringify({ error: { message, type: 'server_error', param: null, code: null } })
  return { status: 500, headers: { 'content-type': 'application/json' }, body }
}
