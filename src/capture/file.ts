/** Reads a file of any form, piece by piece. */
import { jsonMistake } from '../foundation/json-mistake.ts'
import type { Json } from '../model/index.ts'
import type { Capture, Trouble } from './capture.ts'
import { documentCaptures } from './documents/document.ts'
import { htmlBlocks } from './documents/html.ts'
import { markdownBlocks } from './documents/markdown.ts'
import { rstBlocks } from './documents/rst.ts'
import { capturesOf } from './entry.ts'
import { spotter } from './excerpt.ts'
import { harCaptures, isHar } from './har.ts'
import { jsonlCaptures, LONGEST_LINE } from './jsonl.ts'
import { type Form, formAs, formOf, type Kind, notText } from './kind.ts'
import { linesOf, megabytes } from './lines.ts'
import { isRecording, recordingCaptures } from './recording.ts'
import type { Shape } from './shape.ts'
import { streamsIn } from './sse-log.ts'

export interface Manner {
  /** What the file is, in place of what it looks like. */
  readonly as?: Kind
  /** Streams are whole: what is missing at their end was never sent. */
  readonly isWhole: boolean
}

/** What is not read line by line is kept as a whole. */
const LONGEST_WHOLE = 64 * 1024 * 1024
const HEAD = 64 * 1024

/**
 * Everything in the file that can be judged, and everything in it that cannot be read.
 * @param name for what its ending tells
 */
export async function* capturesIn(
  name: string,
  chunks: AsyncIterable<Buffer>,
  { as, isWhole }: Manner,
): AsyncGenerator<Capture | Trouble> {
  const source = chunks[Symbol.asyncIterator]()
  const head: Buffer[] = []
  let size = 0
  while (size < HEAD) {
    const { done, value } = await source.next()
    if (done) break
    head.push(value)
    size += value.length
  }
  const begin = Buffer.concat(head)
  const all = (async function* () {
    yield begin
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value
  })()
  try {
    yield* formed(name, begin, all, as, isWhole)
  } finally {
    await source.return?.(undefined)
  }
}

const START = { line: 1, column: 1 }

async function* formed(
  name: string,
  begin: Buffer,
  all: AsyncIterable<Buffer>,
  as: Kind | undefined,
  isWhole: boolean,
): AsyncGenerator<Capture | Trouble> {
  const strange = notText(begin)
  if (strange) return yield { spot: START, trouble: strange }
  const head = begin.toString('utf8')
  if (!head.replace('\ufeff', '').trim() && begin.length < HEAD) return yield { spot: START, trouble: 'is empty' }
  const form = as ? formAs(as) : formOf(name, head)
  if (form === 'sse') return yield* streamsIn(linesOf(all, LONGEST_LINE), isWhole)
  if (form === 'jsonl') return yield* jsonlCaptures(linesOf(all, LONGEST_LINE))
  if (!form) return yield { spot: START, trouble: 'is of no known form: --as says what it is', isHarmless: true }
  const bytes = await wholeFile(all)
  if (!bytes) {
    const trouble = `is larger than ${megabytes(LONGEST_WHOLE)}: cut it into parts, or log one JSON value a line`
    return yield { spot: START, trouble }
  }
  if (form === 'json') yield* jsonCaptures(bytes, as)
  else yield* pageCaptures(bytes, form)
}

async function wholeFile(all: AsyncIterable<Buffer>): Promise<Buffer | undefined> {
  const kept: Buffer[] = []
  let size = 0
  for await (const chunk of all) {
    size += chunk.length
    if (size > LONGEST_WHOLE) return undefined
    kept.push(chunk)
  }
  return Buffer.concat(kept)
}

/** The text with its byte order mark, so that offsets are those of the file. */
export function decoded(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

const SHAPES: readonly string[] = ['completion', 'chunk', 'error', 'models', 'model', 'request'] satisfies Shape[]

function* jsonCaptures(bytes: Buffer, as: Kind | undefined): Generator<Capture | Trouble> {
  const text = decoded(bytes)
  let json: Json
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ' ')) as Json
  } catch {
    const { offset, message } = jsonMistake(text.replace(/^\ufeff/, ' '))
    return yield { spot: spotter(text)(offset), trouble: message }
  }
  if (as === 'har' || (!as && isHar(json))) return yield* harCaptures(json, text)
  if (as === 'recording' || (!as && isRecording(json))) return yield* recordingCaptures(json, text)
  const shape = as !== undefined && SHAPES.includes(as) ? (as as Shape) : undefined
  const found = capturesOf({ json, text, bytes, firstLine: 1 }, shape)
  if (found.length) return yield* found
  yield {
    spot: spotter(text)(Math.max(0, text.search(/[^\s\ufeff]/))),
    trouble: 'is JSON, but nothing that can be judged: --as says what it is',
    isHarmless: true,
  }
}

function* pageCaptures(bytes: Buffer, form: Exclude<Form, 'json' | 'jsonl' | 'sse'>): Generator<Capture | Trouble> {
  const text = decoded(bytes)
  yield* documentCaptures(text, { markdown: markdownBlocks, rst: rstBlocks, html: htmlBlocks }[form])
}
