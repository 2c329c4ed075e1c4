/** Reads a file of any form, piece by piece. */
import { jsonMistake } from '../foundation/json-mistake.ts'
import type { Api, Json } from '../model/index.ts'
import type { Capture, Trouble } from './capture.ts'
import { documentCaptures } from './documents/document.ts'
import { htmlBlocks } from './documents/html.ts'
import { markdownBlocks } from './documents/markdown.ts'
import { rstBlocks } from './documents/rst.ts'
import { capturesOf } from './entry.ts'
import { spotter } from './excerpt.ts'
import { harCaptures, isHar } from './har.ts'
import { jsonlCaptures, LONGEST_LINE } from './jsonl.ts'
import { FORMS, type Form, formAs, formOf, notText } from './kind.ts'
import { linesOf, megabytes } from './lines.ts'
import { isRecording, recordingCaptures } from './recording.ts'
import { type Contract, checkKind, contractOf, shapeNamed } from './shape.ts'
import { streamsIn } from './sse-log.ts'

export interface Manner {
  /** What can be judged in files of this API. */
  readonly contract: Contract
  /** What the file is, in place of what it looks like. */
  readonly as?: string
  /** Streams are complete: what is missing at their end was never sent. */
  readonly isWhole: boolean
}

/**
 * How to read files with messages of the API.
 * @throws UsageError for a kind of file that does not exist
 */
export function mannerOf(api: Api, as: string | undefined, isWhole: boolean): Manner {
  const contract = contractOf(api)
  if (as !== undefined) checkKind(contract, as, FORMS)
  return { contract, isWhole, ...(as === undefined ? {} : { as }) }
}

/** Maximum of a file that is not read line by line. */
const LONGEST_WHOLE = 64 * 1024 * 1024
const HEAD = 64 * 1024

/**
 * Everything in the file that can be judged, and everything in it that cannot be read.
 * @param name its ending shows the form of the file
 */
export async function* capturesIn(
  name: string,
  chunks: AsyncIterable<Buffer>,
  manner: Manner,
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
    yield* readForm(name, begin, all, manner)
  } finally {
    await source.return?.(undefined)
  }
}

const START = { line: 1, column: 1 }

async function* readForm(
  name: string,
  begin: Buffer,
  all: AsyncIterable<Buffer>,
  { contract, as, isWhole }: Manner,
): AsyncGenerator<Capture | Trouble> {
  const strange = notText(begin)
  if (strange) return yield { spot: START, trouble: strange }
  const head = begin.toString('utf8')
  if (!head.replace('\ufeff', '').trim() && begin.length < HEAD) return yield { spot: START, trouble: 'is empty' }
  const form = as ? formAs(as) : formOf(name, head)
  if (form === 'sse') return yield* streamsIn(contract, linesOf(all, LONGEST_LINE), isWhole)
  if (form === 'jsonl') return yield* jsonlCaptures(contract, linesOf(all, LONGEST_LINE))
  if (!form) return yield { spot: START, trouble: 'has an unknown form: --as names it', isHarmless: true }
  const bytes = await wholeFile(all)
  if (!bytes) {
    const trouble = `is larger than ${megabytes(LONGEST_WHOLE)}: cut it into parts, or log one JSON value a line`
    return yield { spot: START, trouble }
  }
  if (form === 'json') yield* jsonCaptures(contract, bytes, as)
  else yield* pageCaptures(contract, bytes, form)
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
export function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

function* jsonCaptures(contract: Contract, bytes: Buffer, as: string | undefined): Generator<Capture | Trouble> {
  const text = decode(bytes)
  let json: Json
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ' ')) as Json
  } catch {
    const { offset, message } = jsonMistake(text.replace(/^\ufeff/, ' '))
    return yield { spot: spotter(text)(offset), trouble: message }
  }
  if (as === 'har' || (!as && isHar(json))) return yield* harCaptures(contract, json, text)
  if (as === 'recording' || (!as && isRecording(json))) return yield* recordingCaptures(contract, json, text)
  const shape = as === undefined ? undefined : shapeNamed(contract, as)
  const found = capturesOf({ contract, json, text, bytes, firstLine: 1 }, shape)
  if (found.length) return yield* found
  yield {
    spot: spotter(text)(Math.max(0, text.search(/[^\s\ufeff]/))),
    trouble: 'is JSON, but nothing in it can be judged: --as names it',
    isHarmless: true,
  }
}

function* pageCaptures(
  contract: Contract,
  bytes: Buffer,
  form: Exclude<Form, 'json' | 'jsonl' | 'sse'>,
): Generator<Capture | Trouble> {
  const text = decode(bytes)
  yield* documentCaptures(contract, text, { markdown: markdownBlocks, rst: rstBlocks, html: htmlBlocks }[form])
}
