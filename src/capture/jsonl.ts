/** Reads logs with one JSON value a line. Events of one stream that follow one another are judged together. */
import { jsonMistake } from '../foundation/json-mistake.ts'
import type { Json } from '../model/index.ts'
import { type Capture, locator, type Trouble, type Valued } from './capture.ts'
import { readLiteral } from './documents/literal.ts'
import { capturesOf } from './entry.ts'
import { wholeOf } from './excerpt.ts'
import { megabytes, type TextLine } from './lines.ts'
import { frameEvent, replyOf } from './reply.ts'
import { type Contract, eventsTitle, followsIn, shapeOf, streamEndpoint } from './shape.ts'

/** A line that is longer is not read. */
export const LONGEST_LINE = 16 * 1024 * 1024
/** Maximum of a stream that is judged at once. */
const LONGEST_STREAM = 16 * 1024 * 1024
/** Maximum number of lines that cannot be read and are reported one by one. */
const MOST_REPORTED = 20

interface EventLine {
  readonly number: number
  readonly text: string
}

/** The captures of a log, line by line. */
export async function* jsonlCaptures(
  contract: Contract,
  lines: AsyncIterable<TextLine>,
): AsyncGenerator<Capture | Trouble> {
  let stream: EventLine[] = []
  let size = 0
  let last: Json | undefined
  let strange = 0
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
    const shape = shapeOf(contract, json)
    const isEvent = shape?.form === 'event'
    const isNext = isEvent && stream.length > 0 && followsIn(contract, json, last) && size < LONGEST_STREAM
    if (stream.length && !isNext) {
      yield streamOf(contract, stream)
      stream = []
      size = 0
    }
    if (isEvent) {
      last = json
      stream.push({ number, text })
      size += text.length
      continue
    }
    const found = capturesOf({ contract, json, text, bytes, firstLine: number }, shape)
    if (!found.length) strange++
    yield* found
  }
  if (stream.length) yield streamOf(contract, stream)
  if (mistakes > MOST_REPORTED)
    yield { spot: { line: 1, column: 1 }, trouble: `${mistakes - MOST_REPORTED} further lines are not JSON` }
  if (strange) {
    const trouble = `${strange} ${strange === 1 ? 'line holds' : 'lines hold'} nothing that can be judged`
    yield { spot: { line: 1, column: 1 }, trouble, isHarmless: true }
  }
}

function streamOf(contract: Contract, lines: readonly EventLine[]): Capture {
  const spot = { line: lines[0]?.number ?? 1, column: 1 }
  const located = lines.map(({ text, number }, i) => {
    const values = (): Valued[] => {
      const node = readLiteral(text)?.node
      return node ? [{ pointer: `/chunks/${i}`, excerpt: wholeOf(text), node }] : []
    }
    return locator(values, (offset) => ({ line: number, column: offset + 1 }), { line: number, column: 1 })
  })
  const body = lines.map(({ text }) => frameEvent(text)).join('')
  return {
    spot,
    source: body,
    title: eventsTitle(contract, lines.length),
    subject: replyOf({ body, form: 'stream', endpoint: streamEndpoint(contract), part: 'beginning' }),
    locate: (at) => {
      const index = /^\/chunks\/(\d+)/.exec(at)?.[1]
      return located[index === undefined ? lines.length - 1 : Number(index)]?.(at) ?? spot
    },
  }
}
