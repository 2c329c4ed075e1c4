/** Reads a file of any format, piece by piece. */
import type { Api } from '../model/index.ts'
import type { Capture, Trouble } from './capture.ts'
import { utf8Of } from './encoding.ts'
import type { Format, Source } from './format.ts'
import { FORMS, formatAs, formatNamed, formatOf, notText } from './kind.ts'
import { openLeftover } from './leftover.ts'
import { LONGEST_LINE, linesOf, megabytes } from './lines.ts'
import { type Contract, checkKind, contractOf } from './shape.ts'

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
  raw: AsyncIterable<Buffer>,
  manner: Manner,
): AsyncGenerator<Capture | Trouble> {
  const source = utf8Of(raw)
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
    yield* readFormats(name, begin, all, manner)
  } finally {
    await source.return(undefined)
  }
}

const START = { line: 1, column: 1 }

async function* readFormats(
  name: string,
  begin: Buffer,
  all: AsyncIterable<Buffer>,
  { contract, as, isWhole }: Manner,
): AsyncGenerator<Capture | Trouble> {
  const strange = notText(begin)
  if (strange) return yield { spot: START, trouble: strange }
  const head = begin.toString('utf8')
  if (!head.replace('\ufeff', '').trim() && begin.length < HEAD) return yield { spot: START, trouble: 'is empty' }
  const left = openLeftover()
  const source: Source = { contract, isWhole, left, ...(as === undefined ? {} : { as }) }
  const format = as === undefined ? formatOf(name, head) : formatAs(as)
  const next = as === undefined ? formatNamed(format.orElse ?? '') : undefined
  const kept = next ? keep(all) : undefined
  const troubles: Trouble[] = []
  let isJudged = false
  for await (const found of readAs(format, source, kept?.chunks ?? all)) {
    isJudged ||= 'subject' in found
    if (isJudged) kept?.stop()
    if (isJudged || !next) yield found
    else troubles.push(found as Trouble)
  }
  const rest = left.troubles()
  const isKnown = isJudged || !next || rest.length > 0
  const others = isKnown ? [] : await tryNext(next, source, kept?.bytes())
  const isOther = others.some((one) => 'subject' in one)
  yield* isOther ? others : troubles
  yield* isOther ? left.troubles() : rest
  if (isJudged || isOther || troubles.length || rest.length) return
  const tried = isKnown ? [format] : [format, ...(next ? [next] : [])]
  const trouble = `nothing in it can be judged; looked for ${tried.map(({ holds }) => holds).join(', ')}`
  yield { spot: START, trouble, isHarmless: true, isForeign: true }
}

/** Everything that another format finds in a file. */
async function tryNext(
  format: Format,
  source: Source,
  bytes: Buffer | undefined,
): Promise<readonly (Capture | Trouble)[]> {
  if (!bytes) return []
  const found: (Capture | Trouble)[] = []
  const again = (async function* () {
    yield bytes
  })()
  for await (const one of readAs(format, source, again)) found.push(one)
  return found
}

/** Keeps what is read, for another format, up to the size of a file that is read at once. */
function keep(all: AsyncIterable<Buffer>): {
  chunks: AsyncIterable<Buffer>
  bytes(): Buffer | undefined
  stop(): void
} {
  let kept: Buffer[] | undefined = []
  let size = 0
  return {
    chunks: (async function* () {
      for await (const chunk of all) {
        size += chunk.length
        if (size > LONGEST_WHOLE) kept = undefined
        kept?.push(chunk)
        yield chunk
      }
    })(),
    bytes: () => kept && Buffer.concat(kept),
    stop: () => {
      kept = undefined
    },
  }
}

async function* readAs(format: Format, source: Source, all: AsyncIterable<Buffer>): AsyncGenerator<Capture | Trouble> {
  if ('lines' in format) return yield* format.lines(source, linesOf(all, LONGEST_LINE))
  const bytes = await wholeFile(all)
  if (!bytes) {
    const trouble = `is larger than ${megabytes(LONGEST_WHOLE)}: cut it into parts, or log one JSON value a line`
    return yield { spot: START, trouble }
  }
  yield* format.whole({ ...source, bytes, text: decode(bytes) })
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
