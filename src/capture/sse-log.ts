/** Cuts captured event streams into replies, and finds the places of their chunks. */
import { asObject, parseJson } from '../foundation/json.ts'
import { type Capture, locator, type Trouble, type Valued } from './capture.ts'
import { readLiteral } from './documents/literal.ts'
import { type Excerpt, joinRuns, type Run, spotter, wholeOf } from './excerpt.ts'
import { megabytes, type TextLine } from './lines.ts'
import { replyOf, TITLES } from './reply.ts'

/** A reply that is longer was no answer. */
const LONGEST = 32 * 1024 * 1024

const DONE = /^data: ?\s*"?\[DONE\]"?\s*$/

/**
 * The streams of a file: one ends behind its `[DONE]`, where a stream with another id begins.
 * @param isWhole the user says that nothing is missing at the end of any of them
 */
export async function* streamsIn(lines: AsyncIterable<TextLine>, isWhole: boolean): AsyncGenerator<Capture | Trouble> {
  let log = begin(1)
  for await (const line of lines) {
    const text = line.bytes.toString('utf8').trimEnd()
    const id = text.startsWith('data:') ? /"id"\s*:\s*"([^"]*)"/.exec(text.slice(0, 2000))?.[1] : undefined
    const isNext = log.isDone && text.startsWith('data:') && !DONE.test(text) && id !== log.id
    if (isNext) {
      // The lines since the last empty one belong to the event that begins the next stream.
      const rest = log.lines.splice(log.lastBlank)
      yield* close(log, isWhole)
      log = begin(line.number - rest.length)
      for (const before of rest) add(log, before)
    }
    log.id ??= id
    if (DONE.test(text)) log.isDone = true
    if (log.isFull) continue
    if (line.isTooLong || log.size + line.bytes.length > LONGEST) {
      log.isFull = true
      const trouble = `the stream is longer than ${megabytes(LONGEST)}: it is judged up to here`
      yield { spot: { line: line.number, column: 1 }, trouble }
      continue
    }
    add(log, line.bytes)
    if (text === '') log.lastBlank = log.lines.length
  }
  yield* close(log, isWhole)
}

interface Log {
  readonly firstLine: number
  readonly lines: Buffer[]
  size: number
  lastBlank: number
  id?: string | undefined
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

function* close({ firstLine, lines, isDone, isFull, lastBlank }: Log, isWhole: boolean): Generator<Capture> {
  const bytes = Buffer.concat(lines)
  if (!bytes.toString('latin1').trim()) return
  // Editors like to take the empty line at the end away: then nobody knows whether the server sent it.
  const isEnded = isDone && lastBlank === lines.length
  yield streamCapture(bytes, firstLine, (isEnded || isWhole) && !isFull)
}

/** A captured stream; `firstLine` is the line of the file at which it begins. */
export function streamCapture(captured: Buffer, firstLine: number, isWhole: boolean): Capture {
  const bytes = isWhole ? captured : withoutCut(captured)
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const spotIn = spotter(text)
  const spotOf = (offset: number) => {
    const { line, column } = spotIn(offset)
    return { line: line + firstLine - 1, column }
  }
  const spot = spotOf(Math.max(0, text.search(/\S/)))
  const located = locator(() => chunksIn(text), spotOf, spot)
  return {
    spot,
    title: TITLES.stream,
    source: text,
    subject: replyOf({ body: bytes, shape: 'stream', ...(isWhole ? {} : { part: 'beginning' }) }),
    locate: (at) => {
      const line = /^\/lines\/(\d+)/.exec(at)?.[1]
      const event = /^\/events\/(\d+)/.exec(at)?.[1]
      if (line) return { line: firstLine + Number(line), column: 1 }
      const place = event === undefined ? undefined : eventsIn(text)[Number(event)]?.[0]?.from
      return place === undefined ? located(at) : spotOf(place)
    },
  }
}

/** Whoever captured it may have stopped in the middle of an event: that is left out, or ended where it is whole. */
function withoutCut(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1')
  const end = Math.max(
    ...['\n\n', '\r\n\r\n', '\r\r'].map((blank) => text.lastIndexOf(blank) + (text.includes(blank) ? blank.length : 1)),
  )
  const rest = bytes.subarray(end)
  const data = /^data: ?([^\r\n]*)$/m.exec(rest.toString('utf8').trimEnd())?.[1]
  if (data === undefined) return rest.toString('latin1').trim() ? bytes.subarray(0, end) : bytes
  const isWhole = parseJson(data) !== undefined || /^\[DONE\]$/.test(data)
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

function chunksIn(text: string): Valued[] {
  const around = wholeOf(text)
  const found: Valued[] = []
  for (const runs of eventsIn(text)) {
    const excerpt: Excerpt = joinRuns(around, runs)
    const json = asObject(parseJson(excerpt.text))
    if (!json || json.error) continue
    const node = readLiteral(excerpt.text)?.node
    if (node) found.push({ pointer: `/chunks/${found.length}`, excerpt, node })
  }
  return found
}
