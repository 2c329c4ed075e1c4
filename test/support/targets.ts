/** Broken targets: servers on loopback that do what real ones should not. */
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type ReferenceOptions, startReferenceServer } from '../../server/index.ts'
import { packageRoot } from '../../src/foundation/paths.ts'

/** Starts an HTTP server; returns its URL without a path. */
export function httpTarget(listener: RequestListener): Promise<string> {
  return listening(createServer(listener), 'http')
}

const tls = join(packageRoot, 'test', 'support', 'tls')

/** File with the certificate of `tlsTarget`, which is its own authority. */
export const CERTIFICATE = join(tls, 'cert.pem')

/** Starts an HTTPS server with an untrusted certificate. */
export function tlsTarget(listener: RequestListener): Promise<string> {
  const server = createSecureServer(
    { key: readFileSync(join(tls, 'key.pem')), cert: readFileSync(CERTIFICATE) },
    listener,
  )
  return listening(server as unknown as Server, 'https')
}

async function listening(server: Server, scheme: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Starts a TCP server; the handler receives every connection. */
export async function socketTarget(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createSocketServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A loopback URL without a listener. */
export async function nobody(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

/** Starts a reference server for the test; returns its base URL. */
export async function referenceTarget(options: ReferenceOptions = {}): Promise<string> {
  const server = await startReferenceServer(options)
  onTestFinished(() => server.close())
  return server.baseUrl
}
