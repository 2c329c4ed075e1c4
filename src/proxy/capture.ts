/** Keeps what passes through, up to a limit: memory stays bounded, whatever the traffic. */
import { endpointName } from '../ask/apis.ts'
import type { Api, Ending, Endpoint, Exchange } from '../model/index.ts'
import { takeNotes } from '../wire/notes.ts'
import { pairsOf, type RawHeaders } from './hop-by-hop.ts'
import { secretsOf, type Unsaid, withoutCookie } from './secrets.ts'

/** Memory that all captures share. */
export interface Room {
  /** Takes so many bytes; false if they are not there. */
  take(bytes: number): boolean
  give(bytes: number): void
}

/** Room for so many bytes. */
export function makeRoom(most: number): Room {
  let used = 0
  return {
    take: (bytes) => {
      if (used + bytes > most) return false
      used += bytes
      return true
    },
    give: (bytes) => {
      used -= bytes
    },
  }
}

/** What became of a request that was passed on. Its body is not looked at here: that takes time, and traffic would wait. */
export interface Captured {
  /** Without the body of the request. */
  readonly exchange: Exchange
  readonly asked: Uint8Array
  readonly secrets: Unsaid['secrets']
  /** Bytes of the room that it takes, until `release`. */
  release(): void
}

export interface Capture {
  /** The path with the names of secrets in the place of their values. */
  readonly path: string
  readonly endpoint: Endpoint
  sent(bytes: Uint8Array): void
  began(status: number, headers: RawHeaders): void
  received(bytes: Uint8Array): void
  /** What was kept; or why nothing was. */
  end(ended: Ending, problem?: string): Captured | { readonly lost: string }
  readonly elapsed: () => number
  readonly status: () => number | undefined
}

export interface CaptureOptions {
  /** Only exchanges with its endpoints are kept. */
  readonly api: Api
  readonly origin: string
  readonly method: string
  readonly path: string
  readonly headers: RawHeaders
  readonly room: Room
  /** Most bytes of one exchange, both ways together. */
  readonly mostBytes: number
}

/** Why most traffic is not judged. */
export const NOT_JUDGED = 'no rules exist for its path'

/** Begins to keep an exchange. Traffic that is not judged is only counted. */
export function openCapture({ api, origin, method, path: asked, headers, room, mostBytes }: CaptureOptions): Capture {
  const endpoint = endpointName(api, method, asked)
  const notes = takeNotes()
  const { path, headers: shown, secrets } = secretsOf(pairsOf(headers), asked)
  const request: Uint8Array[] = []
  let size = 0
  let lost: string | undefined
  const keep = (bytes: Uint8Array): boolean => {
    if (endpoint === 'other' || lost !== undefined) return false
    const fits = size + bytes.length <= mostBytes
    if (fits && room.take(bytes.length)) {
      size += bytes.length
      return true
    }
    lost = fits ? 'too much passes through at the same time' : `larger than ${Math.floor(mostBytes / 1024 / 1024)} MB`
    drop()
    return false
  }
  const drop = (): void => {
    request.length = 0
    notes.forget()
    room.give(size)
    size = 0
  }
  return {
    path,
    endpoint,
    sent: (bytes) => void (keep(bytes) && request.push(bytes)),
    began: (status, raw) => notes.began(status, pairsOf(raw).map(withoutCookie)),
    received: (bytes) => void (keep(bytes) && notes.received(bytes)),
    end: (ended, problem) => {
      if (lost !== undefined || endpoint === 'other') return { lost: lost ?? NOT_JUDGED }
      const sent = { method, url: origin + path, endpoint, headers: join(shown) }
      const exchange = notes.end(sent, ended, problem)
      return { exchange, asked: Buffer.concat(request), secrets, release: drop }
    },
    elapsed: notes.elapsed,
    status: notes.status,
  }
}

/** Header fields by name. What only frames the message is left out: the body says how long it is. */
function join(headers: readonly (readonly [string, string])[]): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, value] of headers) {
    if (name === 'host' || name === 'content-length') continue
    found[name] = name in found ? `${found[name]}, ${value}` : value
  }
  return found
}
