/** What a turn got back, read again from its pieces with the functions that the judges read it with. */

import { assemble } from '../specs/apis/chat-completions/assemble.ts'
import { asList, asObject, jsonText, parseJson } from '../src/foundation/json.ts'
import type { Chunk, Piece, PieceReport, ReplyReport, SseEvent, Wire } from '../src/model/index.ts'
import { readEvents } from '../src/read/sse.ts'

export interface Reply {
  readonly headers: readonly string[]
  readonly pieces: readonly PieceReport[]
  /** Bytes that the report leaves out. */
  readonly leftOut: number
  /** Bytes that came, with those that are left out. */
  readonly size: number
  readonly body: Body
}

export type Body =
  | { readonly kind: 'json'; readonly text: string; readonly json: unknown }
  | Streamed
  | { readonly kind: 'text'; readonly text: string; readonly why?: string }

export interface Streamed {
  readonly kind: 'stream'
  readonly events: readonly SseEvent[]
  /** Position of each chunk among the events. */
  readonly chunks: readonly number[]
  /** Which event a line of the body belongs to; undefined for lines of none. */
  readonly eventOfLine: readonly (number | undefined)[]
  /** The completion that the chunks add up to; absent where they are none of a completion. */
  readonly sum?: Wire
  /** The same with its text, where the report has all of the chunks. */
  readonly whole?: { readonly json: Wire; readonly text: string }
  /** The events stop where the report leaves out bytes. */
  readonly cut: boolean
}

export function readReply({ headers, pieces }: ReplyReport): Reply {
  const bytes = pieces.map(bytesOf)
  const leftOut = pieces.reduce((sum, piece) => sum + ('bytesLeftOut' in piece ? piece.bytesLeftOut : 0), 0)
  return {
    headers,
    pieces,
    leftOut,
    size: bytes.reduce((sum, one) => sum + one.length, leftOut),
    body: readBody(headers, pieces, bytes),
  }
}

/** The bytes of a piece; none where they are left out. */
export function bytesOf(piece: PieceReport): Uint8Array {
  if ('text' in piece) return new TextEncoder().encode(piece.text)
  if ('base64' in piece) return Uint8Array.from(atob(piece.base64), (char) => char.charCodeAt(0))
  return new Uint8Array()
}

function readBody(
  headers: readonly string[],
  pieces: readonly PieceReport[],
  bytes: readonly Uint8Array<ArrayBufferLike>[],
): Body {
  const gap = pieces.findIndex((piece) => 'bytesLeftOut' in piece)
  const timed = pieces.map(({ at }, i): Piece => ({ at, bytes: bytes[i] ?? new Uint8Array() }))
  // What comes behind a gap is of no known place.
  const known = gap === -1 ? timed : timed.slice(0, gap)
  const text = textOf(known)
  const coding = headerOf(headers, 'content-encoding')
  if (coding && coding !== 'identity') return { kind: 'text', text, why: `The body is coded as ${coding}.` }
  const json = gap === -1 ? parseJson(text) : undefined
  if (json !== undefined) return { kind: 'json', text, json }
  if (headerOf(headers, 'content-type')?.startsWith('text/event-stream') || /^data:/m.test(text))
    return streamed(known, gap !== -1)
  return { kind: 'text', text }
}

function streamed(pieces: readonly Piece[], cut: boolean): Streamed {
  const { lines, events } = readEvents(pieces)
  const read = events.flatMap((event, i): Chunk[] =>
    event.is === 'chunk' ? [{ event: i, at: event.at, data: event.json as Wire, text: event.data }] : [],
  )
  const sum = read.some(({ data }) => Array.isArray(data.choices)) ? assemble(read) : undefined
  return {
    kind: 'stream',
    events,
    chunks: read.map(({ event }) => event),
    eventOfLine: eventsOfLines(lines.map((line) => line.text)),
    ...(sum ? { sum } : {}),
    ...(sum && !cut ? { whole: { json: sum, text: jsonText(sum) } } : {}),
    cut,
  }
}

/** A blank line dispatches what was said before it, if there was data in it. */
function eventsOfLines(lines: readonly string[]): (number | undefined)[] {
  const found: (number | undefined)[] = []
  let event = 0
  let start = 0
  for (const [i, line] of lines.entries()) {
    if (line !== '') continue
    const hasData = lines.slice(start, i).some((one) => /^data(:|$)/.test(one))
    for (let own = start; own <= i; own++) found[own] = hasData ? event : undefined
    if (hasData) event++
    start = i + 1
  }
  return found
}

function textOf(pieces: readonly Piece[]): string {
  const decoder = new TextDecoder()
  return pieces.map(({ bytes }) => decoder.decode(bytes, { stream: true })).join('') + decoder.decode()
}

/** The value of a header in lower case. */
export function headerOf(headers: readonly string[], name: string): string | undefined {
  const line = headers.find((one) => one.toLowerCase().startsWith(`${name}:`))
  return line
    ?.slice(name.length + 1)
    .trim()
    .toLowerCase()
}

/** The messages of a completion, one for each choice. */
export function messagesOf(body: Body): readonly Wire[] {
  const whole = body.kind === 'json' ? body.json : body.kind === 'stream' ? body.sum : undefined
  return asList(asObject(whole)?.choices).flatMap((choice): readonly Wire[] => {
    const message = asObject(asObject(choice)?.message)
    return message ? [message] : []
  })
}
