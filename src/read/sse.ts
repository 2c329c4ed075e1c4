/** Reads a body as a stream of server-sent events (WHATWG HTML, section 9.2). */
import { createParser } from 'eventsource-parser'
import { parseJson } from '../foundation/json.ts'
import type { Line, Piece, SseEvent } from '../model/index.ts'

export interface SseBody {
  readonly lines: readonly Line[]
  readonly events: readonly SseEvent[]
}

/** Whole streams have a line for every fifty bytes or so. Millions of tiny ones would take gigabytes to keep. */
export const MOST_LINES = 1_000_000

/** Whether there are more lines than are read. */
export function isEndlesslyLined(pieces: readonly Piece[]): boolean {
  let lines = 0
  for (const { bytes } of pieces)
    for (const byte of bytes) if ((byte === 0x0a || byte === 0x0d) && ++lines > MOST_LINES) return true
  return false
}

/**
 * The lines and the dispatched events of a body, with the time of the piece that completed each. Invalid UTF-8 is
 * replaced and a leading byte order mark dropped, as the standard says; an event that no blank line ended is not dispatched.
 * @param end the data of the event that ends a stream
 */
export function readEvents(pieces: readonly Piece[], end?: string): SseBody {
  const lines = splitLines(decode(pieces))
  return { lines, events: dispatch(lines, end) }
}

interface TimedText {
  readonly at: number
  readonly text: string
}

function decode(pieces: readonly Piece[]): TimedText[] {
  const decoder = new TextDecoder()
  const texts = pieces.map(({ at, bytes }) => ({ at, text: decoder.decode(bytes, { stream: true }) }))
  const rest = decoder.decode()
  if (rest) texts.push({ at: pieces.at(-1)?.at ?? 0, text: rest })
  return texts
}

function splitLines(texts: readonly TimedText[]): Line[] {
  const all = texts.map(({ text }) => text).join('')
  const lines: Line[] = []
  let piece = 0
  let pieceEnd = texts[0]?.text.length ?? 0
  const add = (text: string, end: number): void => {
    while (end > pieceEnd && piece < texts.length - 1) pieceEnd += texts[++piece]?.text.length ?? 0
    const at = texts[piece]?.at ?? 0
    const before = lines.at(-1)
    // A body may be nothing but millions of equal lines.
    lines.push(before?.text === text && before.at === at ? before : { text, at })
  }
  let start = 0
  for (const match of all.matchAll(/\r\n|\n|\r/g)) {
    add(all.slice(start, match.index), match.index + 1)
    start = match.index + match[0].length
  }
  if (start < all.length) add(all.slice(start), all.length)
  return lines
}

/** The parser is given complete lines: then the time of each event is right, and a long line is never searched twice. */
function dispatch(lines: readonly Line[], end: string | undefined): SseEvent[] {
  const events: SseEvent[] = []
  let at = 0
  const parser = createParser({
    onEvent: ({ data, event }) =>
      events.push({ ...understand(data, event, end), data, at, ...(event ? { event } : {}) }),
  })
  // It takes the first three characters for a byte order mark if they look like one; that was dropped already.
  parser.feed('')
  for (const line of lines) {
    at = line.at
    parser.feed(`${line.text}\n`)
  }
  return events
}

function understand(data: string, event: string | undefined, end: string | undefined): Pick<SseEvent, 'is' | 'json'> {
  // Near misses of the terminator count as the terminator here; that it must be exact is a rule of its own.
  if (end !== undefined && unquote(data) === end) return { is: 'done' }
  // A failed parse is expensive: data that does not begin like JSON is not parsed.
  const json = /^\s*[[{"\dtfn-]/.test(data) ? parseJson(data) : undefined
  if (json === undefined) return { is: event === 'error' ? 'error' : 'other' }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return { is: 'other', json }
  return { is: event === 'error' || (json as { error?: unknown }).error ? 'error' : 'chunk', json }
}

/** The text without blanks around it, and without quotes around that. */
function unquote(data: string): string {
  return /^"?(.*?)"?$/s.exec(data.trim())?.[1] ?? data
}
