/** What happened: facts of a request and its reply. */
import type { Endpoint } from './api.ts'
import type { Json } from './json.ts'

/** A request as it goes out. Secrets stand in it by name (`$OPENAI_API_KEY`), never by value. */
export interface Request {
  readonly method: string
  readonly url: string
  readonly endpoint: Endpoint
  readonly headers: Readonly<Record<string, string>>
  /** The body as text; undefined for a request without one. */
  readonly text?: string
  /** The body understood; undefined if there is none or it is not JSON. */
  readonly body?: Json
  /** Close the connection as soon as the reply has begun. */
  readonly hangUp?: true
}

/**
 * How an exchange ended.
 *   complete     the whole reply arrived
 *   cut          the connection closed before the reply was whole
 *   stalled      nothing came for the idle time
 *   timeout      the total time ran out after the reply had begun
 *   too-big      the reply grew over the cap
 *   malformed    not HTTP
 *   no-reply     no status line came in time
 *   hung-up      the connection closed after the request, without a status line
 *   unreachable  no connection: DNS, refused, TLS
 *   aborted      the user stopped the run
 *   dropped      the case closed the connection on purpose
 */
export type Ending =
  | 'complete'
  | 'cut'
  | 'stalled'
  | 'timeout'
  | 'too-big'
  | 'malformed'
  | 'no-reply'
  | 'hung-up'
  | 'unreachable'
  | 'aborted'
  | 'dropped'

/** Facts of one request and its reply: what crossed the wire, when, and how it ended. Nothing is judged here. */
export interface Exchange {
  readonly request: Request
  /** Unix time in milliseconds when the last try was sent: the clock for rules, so that a recording replays. */
  readonly sentAt: number
  readonly status?: number
  /** Response header fields in order, names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The body as it came; `at` is milliseconds since the request was sent, by a monotonic clock. */
  readonly pieces: readonly Piece[]
  readonly ended: Ending
  /** The network's own words, where it did not end well. */
  readonly problem?: string
  readonly timings: Timings
  readonly retries: readonly Retry[]
}

export interface Piece {
  readonly at: number
  readonly bytes: Uint8Array
}

/** Milliseconds since the request was sent. */
export interface Timings {
  readonly firstByteMs?: number
  readonly totalMs: number
}

/** A try before the one that counts. */
export interface Retry {
  readonly why: string
  readonly waitedMs: number
}

/**
 * The network, a recording and a scripted server are all this function. The network has no use for the occasion, but a
 * recording cannot do without it: two cases may send the same request at the same time and be answered differently.
 */
export type Send = (request: Request, signal: AbortSignal, occasion?: Occasion) => Promise<Exchange>

/** Where in a run a request is sent. */
export interface Occasion {
  /** Id of the case; `preflight` for what is sent before the first one. */
  readonly case: string
  /** From 1. */
  readonly attempt: number
  /** Position among the turns of the case, from 0. */
  readonly turn: number
  /** Which of the requests that the turn sends at the same time, from 0. */
  readonly reply: number
}
