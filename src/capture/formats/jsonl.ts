/** Reads logs with one JSON value a line. Events of one stream that follow one another are judged together. */

import { asObject, parseJson } from '../../foundation/json.ts'
import { jsonMistake } from '../../foundation/json-mistake.ts'
import type { Json } from '../../model/index.ts'
import { type Capture, locator, type Trouble, type Valued } from '../capture.ts'
import { readLiteral } from '../documents/literal.ts'
import { jsonEntry } from '../entry.ts'
import { wholeOf } from '../excerpt.ts'
import type { Format, Source } from '../format.ts'
import { LONGEST_LINE, megabytes, type TextLine } from '../lines.ts'
import { frameEvent, replyOf } from '../reply.ts'
import { type Contract, endMark, eventsTitle, followsIn, shapeOf, streamEndpoint } from '../shape.ts'
import { capturesOf } from '../tree.ts'

/** Maximum of a stream that is judged at once. */
const LONGEST_STREAM = 16 * 1024 * 1024
/** Maximum number of lines that cannot be read and are reported one by one. */
const MOST_REPORTED = 20

interface EventLine {
  readonly number: number
  /** The event as JSON. */
  readonly text: string
  /** The line has other members around the event, so that places in it are not known. */
  readonly isWrapped: boolean
}

/** Events that have followed one another so far. */
interface Stream {
  readonly lines: EventLine[]
  size: number
  last: Json
  /** The mark of the end follows. */
  readonly isDone?: true
}

/** So many streams are logged at the same time, one event a line. */
const MOST_OPEN = 64

export const jsonlFormat: Format = {
  name: 'jsonl',
  holds: 'lines of JSON',
  ending: /\.(?:jsonl|ndjson)$/i,
  looks: (head) => /^[{[]/.test(head) && isLinewise(head),
  orElse: 'text',
  lines: jsonlCaptures,
}

/** The first line is JSON on its own, and another line follows. */
function isLinewise(text: string): boolean {
  const [first = '', second = ''] = text.split(/\r?\n/).filter((line) => line.trim())
  return /^\s*\{/.test(second) && parseJson(first) !== undefined
}

/** The captures of a log, line by line. */
async function* jsonlCaptures(source: Source, lines: AsyncIterable<TextLine>): AsyncGenerator<Capture | Trouble> {
  const { contract, left, isWhole } = source
  let open: Stream[] = []
  let strange = 0
  let firstStrange = 1
  let judged = 0
  let mistakes = 0
  for await (const { number, bytes, isTooLong } of lines) {
    const text = bytes.toString('utf8').replace(/^\ufeff/, '')
    if (!text.trim()) continue
    if (isTooLong) {
      const trouble = `the line is longer than ${megabytes(LONGEST_LINE)}: it is not judged`
      yield { spot: { line: number, column: 1 }, trouble }
      continue
    }
    let json: Json
    try {
      json = JSON.parse(text) as Json
    } catch {
      if (++mistakes > MOST_REPORTED) continue
      const { offset, message } = jsonMistake(text)
      yield { spot: { line: number, column: offset + 1 }, trouble: message }
      continue
    }
    const event = eventIn(contract, json)
    if (event) {
      judged++
      const closed = addEvent(contract, open, { number, text, isWrapped: event.json !== json }, event.json)
      if (closed) yield streamOf(contract, closed, isWhole)
      continue
    }
    if (isEndIn(contract, json)) {
      const last = open.at(-1)
      // Of several streams it is not known whose end it is.
      if (last && open.length === 1) {
        yield streamOf(contract, { ...last, isDone: true }, isWhole)
        open = []
      }
      continue
    }
    const found = capturesOf(jsonEntry(contract, json, { text, bytes, firstLine: number, isWhole }), left)
    if (!found.length && !isBlank(json) && !strange++) firstStrange = number
    judged += found.length
    yield* found
  }
  for (const stream of open) yield streamOf(contract, stream, isWhole)
  if (mistakes > MOST_REPORTED)
    yield { spot: { line: 1, column: 1 }, trouble: `${mistakes - MOST_REPORTED} further lines are not JSON` }
  if (strange && judged) {
    const trouble = `${strange} ${strange === 1 ? 'line holds' : 'lines hold'} nothing that can be judged`
    yield { spot: { line: firstStrange, column: 1 }, trouble, isHarmless: true }
  }
}

/** A row that logs an empty line, as there is between the events of a stream. */
function isBlank(json: Json): boolean {
  const row = asObject(json)
  return row !== undefined && WRAPPERS.some((name) => typeof row[name] === 'string' && !(row[name] as string).trim())
}

/** Adds an event to the stream that it belongs to; the stream that is complete for want of room, if there is one. */
function addEvent(contract: Contract, open: Stream[], line: EventLine, event: Json): Stream | undefined {
  const hasRoom = ({ size }: Stream): boolean => size < LONGEST_STREAM
  const follows = open.findLastIndex((stream) => hasRoom(stream) && followsIn(contract, event, stream.last))
  // A server may change the id within a stream: only an event that begins one begins another.
  const [only] = open
  const isOnly = open.length === 1 && only !== undefined && hasRoom(only) && isUnfinished(contract, only.last, event)
  const at = follows < 0 && isOnly ? 0 : follows
  const known = at < 0 ? undefined : open.splice(at, 1)[0]
  const stream = known ?? { lines: [], size: 0, last: event }
  const text = line.isWrapped ? JSON.stringify(event) : line.text
  stream.lines.push({ ...line, text })
  stream.size += text.length
  stream.last = event
  open.push(stream)
  // The one that has waited longest is first.
  return open.length > MOST_OPEN ? open.shift() : undefined
}

function isUnfinished({ captures }: Contract, last: Json, event: Json): boolean {
  return (
    captures.isLast !== undefined && !captures.isLast(asObject(last) ?? {}) && !captures.isFirst(asObject(event) ?? {})
  )
}

/** Members of a row that have one event of a stream in them, as objects or as text. */
const WRAPPERS = [
  'log',
  'message',
  'MESSAGE',
  'msg',
  'line',
  'data',
  'chunk',
  'event',
  'payload',
  'body',
  'text',
  'raw',
]

/** The event that a line is, or that it has in it. */
function eventIn(contract: Contract, json: Json): { readonly json: Json } | undefined {
  if (shapeOf(contract, json)?.form === 'event') return { json }
  const row = asObject(json)
  if (!row || shapeOf(contract, json)) return undefined
  for (const name of WRAPPERS) {
    const value = row[name]
    const inner =
      typeof value === 'string' ? parseJson(value.replace(/^[^{]{0,200}?data: ?(?=\{)/, '')) : (value as Json)
    if (inner !== undefined && shapeOf(contract, inner)?.form === 'event') return { json: inner }
  }
  return undefined
}

/** The mark of the end of a stream in a row of a log. */
function isEndIn(contract: Contract, json: Json): boolean {
  const mark = endMark(contract, streamEndpoint(contract))
  const row = asObject(json) ?? { log: json }
  return mark !== undefined && WRAPPERS.some((name) => endsWithMark(row[name], mark))
}

function endsWithMark(value: unknown, mark: string): boolean {
  return (
    typeof value === 'string' &&
    value.length < 500 &&
    (value.trim() === mark || value.trimEnd().endsWith(`data: ${mark}`))
  )
}

function streamOf(contract: Contract, { lines, isDone }: Stream, isWhole: boolean): Capture {
  const spot = { line: lines[0]?.number ?? 1, column: 1 }
  const located = lines.map(({ text, number, isWrapped }, i) => {
    const values = (): Valued[] => {
      const node = isWrapped ? undefined : readLiteral(text)?.node
      return node ? [{ pointer: `/chunks/${i}`, excerpt: wholeOf(text), node }] : []
    }
    return locator(values, (offset) => ({ line: number, column: offset + 1 }), { line: number, column: 1 })
  })
  const endpoint = streamEndpoint(contract)
  const mark = endMark(contract, endpoint)
  const isComplete = isDone === true || isWhole
  // Lines of JSON have no place for the mark of the end.
  const end = isComplete && mark !== undefined ? frameEvent(mark) : ''
  const body = lines.map(({ text }) => frameEvent(text)).join('') + end
  return {
    spot,
    source: body,
    title: eventsTitle(contract, lines.length),
    subject: replyOf({ body, form: 'stream', endpoint, ...(isComplete ? {} : { part: 'beginning' }) }),
    ...(isComplete ? {} : { hasNoEnd: true }),
    locate: (at) => {
      const index = /^\/chunks\/(\d+)/.exec(at)?.[1]
      return located[index === undefined ? lines.length - 1 : Number(index)]?.(at) ?? spot
    },
  }
}
