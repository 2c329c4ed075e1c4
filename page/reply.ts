/** What a turn got back, read again from its pieces with the function that the judge reads it with. */

import { assemble } from '../specs/apis/chat-completions/assemble.ts'
import { asList, asObject, jsonText } from '../src/foundation/json.ts'
import type { BodyForm, Chunk, Piece, PieceReport, SseEvent, TurnReport, Wire } from '../src/model/index.ts'
import { findJudgedForm, isRefusal, type Body as ReadBody, readBody } from '../src/read/body.ts'
import { bytesOf, splitHeaders } from '../src/read/kept.ts'

export interface Reply {
  readonly headers: readonly string[]
  readonly pieces: readonly PieceReport[]
  /** The content coding that was undone. */
  readonly decoded?: string
  /** Bytes that the report leaves out. */
  readonly leftOut: number
  /** Bytes of the body, with those that are left out. */
  readonly size: number
  /** The reply only reports an error. */
  readonly isRefusal: boolean
  readonly body: Body
}

export type Body =
  | { readonly kind: 'json'; readonly text: string; readonly json: unknown }
  /** JSON of which the report has the beginning only. */
  | { readonly kind: 'json'; readonly text: string; readonly json?: undefined }
  | Streamed
  | { readonly kind: 'page' | 'text' | 'empty'; readonly text: string; readonly why?: string }

export interface Streamed {
  readonly kind: 'stream'
  readonly events: readonly SseEvent[]
  readonly lines: readonly string[]
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

/** The reply of a turn; undefined where the report has none. */
export function readReply({ request, status = 0, reply }: TurnReport): Reply | undefined {
  if (!reply) return undefined
  const { headers, pieces, form, decoded } = reply
  const bytes = pieces.map(bytesOf)
  const leftOut = pieces.reduce((sum, piece) => sum + ('bytesLeftOut' in piece ? piece.bytesLeftOut : 0), 0)
  const gap = pieces.findIndex((piece) => 'bytesLeftOut' in piece)
  const timed = pieces.map(({ at }, i): Piece => ({ at, bytes: bytes[i] ?? new Uint8Array() }))
  // After a gap the place of what comes is not known.
  const known = gap === -1 ? timed : timed.slice(0, gap)
  const read = readBody(splitHeaders(headers), known, asObject(request.body)?.stream === true, END)
  return {
    headers,
    pieces,
    ...(decoded === undefined ? {} : { decoded }),
    leftOut,
    size: bytes.reduce((sum, { length }) => sum + length, leftOut),
    isRefusal: isRefusal(status, read.json, isAnswer),
    body: isCodedStill(reply)
      ? { kind: 'text', text: read.text, why: `The body is coded as ${headerOf(headers, 'content-encoding')}.` }
      : bodyOf(form ?? findJudgedForm(status, read, true, isAnswer), read, gap !== -1),
  }
}

/** What the page knows of chat completions: how a stream ends, and which object is an answer. */
const END = { data: '[DONE]' }
const isAnswer = ({ choices }: Wire): boolean => Array.isArray(choices)

/** Older reports hold bodies with their content coding. */
function isCodedStill({ form, headers }: NonNullable<TurnReport['reply']>): boolean {
  return form === undefined && !['', 'identity'].includes(headerOf(headers, 'content-encoding') ?? '')
}

function bodyOf(form: BodyForm, read: ReadBody, cut: boolean): Body {
  const { text, json } = read
  if (form === 'stream') return streamed(read, cut)
  if (form !== 'json') return { kind: form, text }
  return cut || json === undefined ? { kind: 'json', text } : { kind: 'json', text, json }
}

function streamed({ stream }: ReadBody, cut: boolean): Streamed {
  const { lines, events } = stream ?? { lines: [], events: [] }
  const read = events.flatMap((event, i): Chunk[] =>
    event.is === 'chunk' ? [{ event: i, at: event.at, data: event.json as Wire, text: event.data }] : [],
  )
  const sum = read.some(({ data }) => Array.isArray(data.choices)) ? assemble(read) : undefined
  const texts = lines.map((line) => line.text)
  return {
    kind: 'stream',
    events,
    lines: texts,
    chunks: read.map(({ event }) => event),
    eventOfLine: eventsOfLines(texts),
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

/** The value of a header in lower case. */
function headerOf(headers: readonly string[], name: string): string | undefined {
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
