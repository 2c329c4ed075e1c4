/** Sends a request over undici and keeps what came back, byte by byte, with times. It never throws for what a target does. */
import { type Dispatcher, request as undiciRequest } from 'undici'
import type { EarlierReply, Ending, Exchange, Request, Retry, Send } from '../model/index.ts'
import { type ConnectionOptions, openDispatcher } from './dispatcher.ts'
import { endingOf, wordsOf } from './endings.ts'
import { takeNotes } from './notes.ts'
import { LONGEST_REST_MS, openPace, type Pace, restAfter, rested } from './pace.ts'
import type { Secrets } from './redact.ts'

/** All times are milliseconds. */
export interface WireOptions extends ConnectionOptions {
  /** Longest wait for the status line. */
  readonly firstByteMs: number
  /** Longest wait between two pieces of a body. */
  readonly idleMs: number
  /** Longest time for a complete exchange. */
  readonly totalMs: number
  /** Largest body, in bytes. */
  readonly maxBytes: number
  /** Further tries after a connection failure, 408, 429 or 5xx. */
  readonly retries: number
  /** Wait before the first further try; it doubles each time. */
  readonly backoffMs: number
  /** Most requests in a minute; as many as there are without it. After a 429 they are fewer for a while in any case. */
  readonly perMinute?: number
  /** Values that headers contain by name. */
  readonly secrets: Secrets
  /** The data of the last event of a stream; undefined if the reply to this request has no such event. */
  readonly endMark?: (request: Request) => string | undefined
  /** Called before a wait. */
  readonly onWait?: OnWait
}

/** After the last event of a stream, once a stream has stayed open there: longer than any rule allows. */
const AFTER_END_MS = 6000

/** What the exchanges of a run have shown. */
interface Seen {
  /** A stream stayed open after its last event until the idle time limit. */
  staysOpen: boolean
  /** A reply has come, so a connection may be one that has carried a reply before. */
  hasReplied: boolean
}

/** Gets the reason for a wait, such as `429 from the target`, and its length in milliseconds. */
export type OnWait = (why: string, ms: number) => void

export const WIRE_DEFAULTS: WireOptions = {
  connectMs: 10_000,
  firstByteMs: 120_000,
  idleMs: 60_000,
  totalMs: 120_000,
  maxBytes: 16 * 1024 * 1024,
  retries: 2,
  backoffMs: 500,
  secrets: new Map(),
}

/** Opens connections that are kept alive until `close`. Redirects are never followed: a key must not travel on. */
export function openWire(options: WireOptions): { send: Send; close(): Promise<void> } {
  const dispatcher = openDispatcher(options)
  const pace = openPace(options.perMinute, undefined, options.onWait)
  const seen: Seen = { staysOpen: false, hasReplied: false }
  return {
    send: (request, signal) => persist(request, signal, options, dispatcher, pace, seen),
    close: () => dispatcher.destroy(),
  }
}

async function persist(
  request: Request,
  signal: AbortSignal,
  options: WireOptions,
  dispatcher: Dispatcher,
  pace: Pace,
  seen: Seen,
): Promise<Exchange> {
  const retries: Retry[] = []
  for (;;) {
    await pace.before(signal)
    const exchange = await attemptAlive(request, signal, options, dispatcher, seen)
    pace.after(exchange)
    const why = reasonToRetry(exchange)
    const waitedMs = restAfter(exchange) ?? options.backoffMs * 2 ** retries.length
    if (!why || retries.length >= options.retries || waitedMs > LONGEST_REST_MS || signal.aborted)
      return { ...exchange, retries }
    const reply = earlierReply(exchange)
    retries.push({ why, waitedMs, ...(reply ? { reply } : {}) })
    options.onWait?.(exchange.status === undefined ? why : `${exchange.status} from the target`, waitedMs)
    await rested(waitedMs, signal)
  }
}

/** Longer bodies of tries that were overcome are not kept. An error is short. */
const LONGEST_KEPT = 16 * 1024

function earlierReply({ sentAt, status, headers, pieces, ended, timings }: Exchange): EarlierReply | undefined {
  const size = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0)
  return status === undefined || size > LONGEST_KEPT ? undefined : { sentAt, status, headers, pieces, ended, timings }
}

function reasonToRetry({ status, ended, problem }: Exchange): string | undefined {
  if (ended === 'unreachable' || ended === 'hung-up') return problem ?? ended
  return status === 408 || status === 429 || (status !== undefined && status >= 500 && status !== 501)
    ? `status ${status}`
    : undefined
}

/**
 * A server may close a connection at any time between two replies (RFC 9112, section 9.5), also just when it is used again. A request that
 * got no reply on a connection that may have carried one before is sent again on a new connection.
 */
async function attemptAlive(
  request: Request,
  signal: AbortSignal,
  options: WireOptions,
  dispatcher: Dispatcher,
  seen: Seen,
): Promise<Exchange> {
  const { exchange, isStale } = await attempt(request, signal, options, dispatcher, seen)
  if (!isStale) return exchange
  const fresh = openDispatcher(options)
  try {
    return (await attempt(request, signal, options, fresh, seen)).exchange
  } finally {
    await fresh.destroy()
  }
}

interface Attempt {
  readonly exchange: Exchange
  /** There was no reply because the server closed a connection that may have carried one before. */
  readonly isStale: boolean
}

async function attempt(
  request: Request,
  signal: AbortSignal,
  options: WireOptions,
  dispatcher: Dispatcher,
  seen: Seen,
): Promise<Attempt> {
  const notes = takeNotes()
  const end = (ended: Ending, problem?: string, isStale = false): Attempt => ({
    exchange: notes.end(request, ended, problem),
    isStale,
  })
  const stop = new AbortController()
  const clock = setTimeout(() => stop.abort('timeout' satisfies Ending), options.totalMs)
  let idle = setTimeout(() => stop.abort('no-reply' satisfies Ending), options.firstByteMs)
  try {
    const reply = await undiciRequest(request.url, {
      method: request.method as Dispatcher.HttpMethod,
      headers: revealSecrets(request.headers, options.secrets),
      body: request.text ?? null,
      dispatcher,
      signal: AbortSignal.any([signal, stop.signal]),
      responseHeaders: 'raw',
    })
    seen.hasReplied = true
    notes.began(reply.statusCode, pairs(reply.headers as unknown))
    let size = 0
    let tail = ''
    const lastEvent = endForm(options.endMark?.(request))
    const rest = (): void => {
      clearTimeout(idle)
      const isOver = lastEvent?.test(tail) ?? false
      // A server that left one stream open does so with all of them: waiting long once is enough.
      const waitMs = isOver && seen.staysOpen ? Math.min(AFTER_END_MS, options.idleMs) : options.idleMs
      idle = setTimeout(() => {
        if (isOver) seen.staysOpen = true
        stop.abort('stalled' satisfies Ending)
      }, waitMs)
    }
    rest()
    for await (const bytes of reply.body as AsyncIterable<Buffer>) {
      tail = (tail + bytes.toString('latin1')).slice(-TAIL)
      rest()
      notes.received(bytes)
      size += bytes.length
      if (size > options.maxBytes) stop.abort('too-big' satisfies Ending)
      if (request.hangUp) stop.abort('dropped' satisfies Ending)
    }
    return end('complete')
  } catch (error) {
    if (signal.aborted) return end('aborted')
    const replied = notes.status() !== undefined
    if (stop.signal.aborted) return end(ownEnding(stop.signal.reason as Ending, replied))
    const ended = endingOf(error, replied)
    return end(ended, wordsOf(error), ended === 'hung-up' && seen.hasReplied)
  } finally {
    clearTimeout(clock)
    clearTimeout(idle)
  }
}

/** So much of the end of a body shows its last event. */
const TAIL = 128

/** Matches a body that ends with the event that has this data. */
function endForm(mark: string | undefined): RegExp | undefined {
  if (mark === undefined) return undefined
  return new RegExp(`^data: ?${mark.replace(/[^A-Za-z0-9]/g, '\\$&')}\\s*$(?![^])`, 'm')
}

/** Before the status line every time-out is a missing reply. */
function ownEnding(reason: Ending, replied: boolean): Ending {
  return replied ? reason : 'no-reply'
}

function revealSecrets(headers: Readonly<Record<string, string>>, secrets: Secrets): Record<string, string> {
  const reveal = (value: string): string =>
    value.replace(/\$[A-Za-z_][A-Za-z0-9_]*/g, (name) => secrets.get(name) ?? name)
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, reveal(value)]))
}

/** undici's flat list of names and values as pairs. */
function pairs(raw: unknown): (readonly [string, string])[] {
  const flat = (raw as (Buffer | string)[]).map((part) => (typeof part === 'string' ? part : part.toString('latin1')))
  const headerPairs: (readonly [string, string])[] = []
  for (let i = 0; i + 1 < flat.length; i += 2) headerPairs.push([(flat[i] ?? '').toLowerCase(), flat[i + 1] ?? ''])
  return headerPairs
}
