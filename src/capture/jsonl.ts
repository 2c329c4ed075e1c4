/** Reads logs with one JSON value a line. Chunks of one stream that follow one another are judged together. */
import { asObject } from '../foundation/json.ts'
import { jsonMistake } from '../foundation/json-mistake.ts'
import type { Json } from '../model/index.ts'
import { type Capture, locator, type Trouble, type Valued } from './capture.ts'
import { readLiteral } from './documents/literal.ts'
import { capturesOf } from './entry.ts'
import { wholeOf } from './excerpt.ts'
import { megabytes, type TextLine } from './lines.ts'
import { framed, replyOf, TITLES } from './reply.ts'
import { type Shape, shapeOf } from './shape.ts'

/** A line that is longer is not read. */
export const LONGEST_LINE = 16 * 1024 * 1024
/** So much of one stream is judged at once. */
const LONGEST_STREAM = 16 * 1024 * 1024
/** Lines that cannot be read are told one by one, up to so many. */
const MOST_TOLD = 20

interface ChunkLine {
  readonly number: number
  readonly text: string
}

/** The captures of a log, line by line. */
export async function* jsonlCaptures(lines: AsyncIterable<TextLine>, as?: Shape): AsyncGenerator<Capture | Trouble> {
  let stream: ChunkLine[] = []
  let size = 0
  let id: unknown
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
      if (++mistakes > MOST_TOLD) continue
      const { offset, message } = jsonMistake(text)
      yield { spot: { line: number, column: offset + 1 }, trouble: message }
      continue
    }
    const isChunk = as ? as === 'chunk' : shapeOf(json) === 'chunk'
    const isNext = isChunk && stream.length > 0 && asObject(json)?.id === id && size < LONGEST_STREAM
    if (stream.length && !isNext) {
      yield streamOf(stream)
      stream = []
      size = 0
    }
    if (isChunk) {
      id = asObject(json)?.id
      stream.push({ number, text })
      size += text.length
      continue
    }
    const found = capturesOf({ json, text, bytes, firstLine: number }, as)
    if (!found.length) strange++
    yield* found
  }
  if (stream.length) yield streamOf(stream)
  if (mistakes > MOST_TOLD)
    yield { spot: { line: 1, column: 1 }, trouble: `${mistakes - MOST_TOLD} further lines are not JSON` }
  if (strange) {
    const trouble = `${strange} ${strange === 1 ? 'line holds' : 'lines hold'} nothing that can be judged`
    yield { spot: { line: 1, column: 1 }, trouble, isHarmless: true }
  }
}

function streamOf(lines: readonly ChunkLine[]): Capture {
  const spot = { line: lines[0]?.number ?? 1, column: 1 }
  const located = lines.map(({ text, number }, i) => {
    const values = (): Valued[] => {
      const node = readLiteral(text)?.node
      return node ? [{ pointer: `/chunks/${i}`, excerpt: wholeOf(text), node }] : []
    }
    return locator(values, (offset) => ({ line: number, column: offset + 1 }), { line: number, column: 1 })
  })
  const body = lines.map(({ text }) => framed(text)).join('')
  return {
    spot,
    source: body,
    title: lines.length === 1 ? TITLES.chunk : TITLES.stream,
    subject: replyOf({ body, shape: 'stream', part: 'beginning' }),
    locate: (at) => {
      const index = /^\/chunks\/(\d+)/.exec(at)?.[1]
      return located[index === undefined ? lines.length - 1 : Number(index)]?.(at) ?? spot
    },
  }
}
