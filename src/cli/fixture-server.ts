/** Serves the fixtures on loopback, for cases that send a picture by its address. */
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'
import { mediaTypeOf } from '../ask/fixtures.ts'

export interface FixtureServer {
  /** Address without a slash at its end. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Starts the server on a free port of 127.0.0.1.
 * @param folders where files are looked for, in order
 */
export async function serveFixtures(folders: readonly string[]): Promise<FixtureServer> {
  const server = createServer((request, response) => {
    const file = request.method === 'GET' || request.method === 'HEAD' ? find(folders, request.url ?? '/') : undefined
    if (!file) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': mediaTypeOf(file), 'content-length': statSync(file).size })
    if (request.method === 'HEAD') response.end()
    else createReadStream(file).pipe(response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The file that a path means; undefined if there is none inside the folders. */
function find(folders: readonly string[], path: string): string | undefined {
  const inside = normalize(decoded(path.split('?')[0] ?? ''))
  // A leading slash makes `..` stop at the top.
  if (!inside.startsWith('/') && !inside.startsWith('\\')) return undefined
  return folders
    .map((folder) => join(folder, inside))
    .find((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return ''
  }
}
