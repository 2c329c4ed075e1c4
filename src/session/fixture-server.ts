/** Serves the fixtures on loopback, for cases that send an image by URL. */
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'
import { mediaTypeOf } from '../ask/fixtures.ts'

export interface FixtureServer {
  /** URL without a slash at its end. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Starts the server on a free port of 127.0.0.1.
 * @param folders the folders to search for a file, in this order
 */
export async function serveFixtures(folders: readonly string[]): Promise<FixtureServer> {
  const server = createServer((request, response) => {
    const file =
      request.method === 'GET' || request.method === 'HEAD' ? findFile(folders, request.url ?? '/') : undefined
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

/** The file at a path; undefined if no folder contains it. */
function findFile(folders: readonly string[], path: string): string | undefined {
  const inside = normalize(decodePath(path.split('?')[0] ?? ''))
  // `normalize` of an absolute path never leaves its root.
  if (!inside.startsWith('/') && !inside.startsWith('\\')) return undefined
  return folders
    .map((folder) => join(folder, inside))
    .find((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return ''
  }
}
