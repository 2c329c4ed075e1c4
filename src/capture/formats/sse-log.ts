/** Cuts captured event streams into replies, and finds the places of their events. */
import { asObject, parseJson } from '../../foundation/json.ts'
import { type Capture, locator, type Trouble, type Valued } from '../capture.ts'
import { readLiteral } from '../documents/literal.ts'
import { type Excerpt, joinRuns, type Run, spotter, wholeOf } from '../excerpt.ts'
import type { Format, Source } from '../format.ts'
import type { Leftover } from '../leftover.ts'
import { megabytes, type TextLine } from '../lines.ts'
import { replyOf } from '../reply.ts'
import { type Contract, endMark, followsIn, STREAM, shapeOf, streamEndpoint } from '../shape.ts'

/** Maximum of a reply: no answer is longer. */
const LONGEST = 32 * 1024 * 1024

export const sseFormat: Format = {
  name: 'sse',
  holds: 'an event stream (lines that begin with data:)',
  ending: /\.(?:sse|event-stream)$/i,
  looks: (head) => /^(?:(?:data|event|id|retry):|:)/.test(head),
  orElse: 'text',
  lines: streamsIn,
}

/** The streams of a file: each ends after the mark of its end, where an event of another stream follows. */
async function* streamsIn(
  { contract, isWhole, left }: Source,
  lines: AsyncIterable<TextLine>,
): AsyncGenerator<Capture | Trouble> {
  const mark = endMark(contract, streamEndpoint(contract))
  let log = begin(1)
  for await (const read of lines) {
    // The byte order mark of a file belongs to the editor that saved it.
    const line = read.number === 1 ? { ...read, bytes: withoutMark(read.bytes) } : read
    const text = line.bytes.toString('utf8').trimEnd()
    const data = text.startsWith('data:') ? text.slice('data:'.length).trim() : undefined
    const isEnd = mark !== undefined && (data === mark || data === `"${mark}"`)
    const mayBegin = data !== undefined && !isEnd && (mark === undefined || log.isDone)
    if (mayBegin && !followsIn(contract, parseJson(data), parseJson(log.last ?? ''))) {
      // The lines since the last empty one belong to the event that begins the next stream.
      const rest = log.lines.splice(log.lastBlank)
      yield* close(contract, log, isWhole, left)
      log = begin(line.number - rest.length)
      for (const before of rest) add(log, before)
    }
    if (isEnd) log.isDone = true
    else if (data !== undefined) log.last = data
    if (log.isFull) continue
    if (line.isTooLong || log.size + line.bytes.length > LONGEST) {
      log.isFull = true
      const trouble = `the stream is longer than ${megabytes(LONGEST)}: only the part before this line is judged`
      yield { spot: { line: line.number, column: 1 }, trouble }
      continue
    }
    add(log, line.bytes)
    if (text === '') log.lastBlank = log.lines.length
  }
  yield* close(contract, log, isWhole, left)
}

interface Log {
  readonly firstLine: number
  readonly lines: Buffer[]
  size: number
  lastBlank: number
  /** The data of the last event so far, without the mark of the end. */
  last?: string
  isDone: boolean
  /** Only its beginning is kept. */
  isFull: boolean
}

function begin(firstLine: number): Log {
  return { firstLine, lines: [], size: 0, lastBlank: 0, isDone: false, isFull: false }
}

function add(log: Log, bytes: Buffer): void {
  log.lines.push(bytes)
  log.size += bytes.length
}

function* close(
  contract: Contract,
  { firstLine, lines, isDone, isFull, lastBlank, last }: Log,
  isWhole: boolean,
  left: Leftover,
): Generator<Capture> {
  const bytes = Buffer.concat(lines)
  // Without an event there is no stream.
  if (last === undefined && !isDone) return
  if (isForeign(contract, last)) return left.add('foreign', { line: firstLine, column: 1 })
  // Editors often remove the empty line at the end: then it is unknown whether the server sent it.
  const isEnded = isDone && lastBlank === lines.length
  const capture = streamCapture(contract, bytes, firstLine, (isEnded || isWhole) && !isFull)
  yield isDone || isWhole || isFull ? capture : { ...capture, hasNoEnd: true }
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, 3).equals(Buffer.from('\ufeff')) ? bytes.subarray(3) : bytes
}

/** Events that name their type belong to an API whose events have types. */
function isForeign(contract: Contract, data: string | undefined): boolean {
  const event = data === undefined ? undefined : asObject(parseJson(data))
  const hasTypes = contract.api.endpoints.some(({ events }) => events?.type !== undefined)
  return typeof event?.type === 'string' && !hasTypes && shapeOf(contract, event) === undefined
}

/** A captured stream; `firstLine` is the line of the file at which it begins. */
function streamCapture(contract: Contract, captured: Buffer, firstLine: number, isWhole: boolean): Capture {
  const endpoint = streamEndpoint(contract)
  const bytes = isWhole ? captured : removeCut(captured, endMark(contract, endpoint))
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const spotIn = spotter(text)
  const spotOf = (offset: number) => {
    const { line, column } = spotIn(offset)
    return { line: line + firstLine - 1, column }
  }
  const spot = spotOf(Math.max(0, text.search(/\S/)))
  const located = locator(() => eventValues(wholeOf(text)), spotOf, spot)
  return {
    spot,
    title: STREAM,
    source: text,
    subject: replyOf({ body: bytes, form: 'stream', endpoint, ...(isWhole ? {} : { part: 'beginning' }) }),
    locate: (at) => {
      const line = /^\/lines\/(\d+)/.exec(at)?.[1]
      const event = /^\/events\/(\d+)/.exec(at)?.[1]
      if (line) return { line: firstLine + Number(line), column: 1 }
      const place = event === undefined ? undefined : eventsIn(text)[Number(event)]?.[0]?.from
      return place === undefined ? located(at) : spotOf(place)
    },
  }
}

/** The capture may end in the middle of an event: that event is removed, or ended if only its empty line is missing. */
export function removeCut(bytes: Buffer, mark: string | undefined): Buffer {
  const text = bytes.toString('latin1')
  const end = Math.max(
    ...['\n\n', '\r\n\r\n', '\r\r'].map((blank) => text.lastIndexOf(blank) + (text.includes(blank) ? blank.length : 1)),
  )
  const rest = bytes.subarray(end)
  const data = /^data: ?([^\r\n]*)$/m.exec(rest.toString('utf8').trimEnd())?.[1]
  if (data === undefined) return rest.toString('latin1').trim() ? bytes.subarray(0, end) : bytes
  const isWhole = parseJson(data) !== undefined || data === mark
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  return isWhole
    ? Buffer.concat([bytes.subarray(0, end + rest.toString('latin1').trimEnd().length), Buffer.from(lineEnd + lineEnd)])
    : bytes.subarray(0, end)
}

/** The data of every event that a parser dispatches, as runs of the text. */
function eventsIn(text: string): Run[][] {
  const events: Run[][] = []
  let data: Run[] = []
  for (const { index, 0: line } of text.matchAll(/[^\r\n]*(?:\r\n|\n|\r)/g)) {
    const bare = line.replace(/[\r\n]+$/, '').replace(/^\ufeff/, '')
    const from = index + (line.startsWith('\ufeff') ? 1 : 0)
    if (bare === '' && data.length) {
      events.push(data)
      data = []
    }
    const value = /^data: ?/.exec(bare)?.[0].length
    if (value !== undefined) data.push({ from: from + value, text: bare.slice(value) })
  }
  return events
}

/** The events that hold an object which is not an error. */
export function eventValues(around: Excerpt): Valued[] {
  const found: Valued[] = []
  for (const runs of eventsIn(around.text)) {
    const excerpt: Excerpt = joinRuns(around, runs)
    const json = asObject(parseJson(excerpt.text))
    if (!json || json.error) continue
    const node = readLiteral(excerpt.text)?.node
    if (node) found.push({ pointer: `/chunks/${found.length}`, excerpt, node })
  }
  return found
}
