/** What was sent and received: facts about a request and its reply. */
import type { Endpoint } from './api.ts'
import type { Json } from './json.ts'

/** A request as it is sent. Secrets are replaced by their names (`$OPENAI_API_KEY`). */
export interface Request {
  readonly method: string
  readonly url: string
  readonly endpoint: Endpoint
  readonly headers: Readonly<Record<string, string>>
  /** The body as a string; undefined for a request without a body. */
  readonly text?: string
  /** The parsed body; undefined if there is none or it is not JSON. */
  readonly body?: Json
  /** Close the connection as soon as the reply has begun. */
  readonly hangUp?: true
}

/**
 * How an exchange ended.
 *   complete     the complete reply arrived
 *   cut          the connection closed before the reply was complete
 *   stalled      nothing arrived during the idle time limit
 *   timeout      the total time limit passed after the reply had begun
 *   too-big      the reply exceeded the size limit
 *   malformed    not HTTP
 *   no-reply     no status line arrived in time
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

/** Facts about one request and its reply: what was sent and received, when, and how it ended. Nothing is judged here. */
export interface Exchange {
  readonly request: Request
  /** Unix time in milliseconds when the last try was sent: the clock for rules, so that a replay judges alike. */
  readonly sentAt: number
  readonly status?: number
  /** Response header fields in order, names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The body as it arrived; `at` is milliseconds since the request was sent, by a monotonic clock. */
  readonly pieces: readonly Piece[]
  readonly ended: Ending
  /** The error message of the network, if the exchange failed. */
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
  /** What came back; absent if nothing did or its body is long, and in older recordings. */
  readonly reply?: EarlierReply
}

/** The reply to an earlier try of the same request. */
export type EarlierReply = Pick<Exchange, 'sentAt' | 'headers' | 'pieces' | 'ended' | 'timings'> & {
  readonly status: number
}

/**
 * The network, a recording and a scripted server are all this function. The network ignores the occasion, but a recording
 * needs it: two cases may send the same request at the same time and get different replies.
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
