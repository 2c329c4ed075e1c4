/** One value of a file: a body, or events that follow one another. */
import type { Finding, Json, Request, Shape } from '../model/index.ts'
import { type Capture, hider, locator, type Valued } from './capture.ts'
import type { Node } from './documents/literal.ts'
import { readLiteral } from './documents/literal.ts'
import { type Spot, spotter, wholeOf } from './excerpt.ts'
import type { Headers } from './exchange.ts'
import { follow } from './node.ts'
import { frameEvent, replyOf } from './reply.ts'
import { type Contract, endMark, eventsTitle, STREAM, streamEndpoint } from './shape.ts'

/** A value with the text that it was read from. */
export interface Entry {
  readonly contract: Contract
  readonly json: Json
  readonly text: string
  /** As it came, for what decoding loses; without the byte order mark, which belongs to the editor. Only JSON has them. */
  readonly bytes?: Buffer
  /** Streams are complete: what is missing at their end was never sent. */
  readonly isWhole: boolean
  /** The value with its places. */
  root(): Node | undefined
  /** The place in the file of an offset in the text. */
  spotOf(offset: number): Spot
}

/** A value of a file of JSON, or of a line of it. */
export function jsonEntry(
  contract: Contract,
  json: Json,
  { text, bytes, firstLine = 1, isWhole }: { text: string; bytes: Buffer; firstLine?: number; isWhole: boolean },
): Entry {
  const bare = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
  const spotIn = once(() => spotter(text))
  return {
    contract,
    json,
    text,
    bytes: bare,
    isWhole,
    root: once(() => readLiteral(text)?.node),
    spotOf: (offset) => {
      const { line, column } = spotIn()(offset)
      return { line: line + firstLine - 1, column }
    },
  }
}

/** A value that is computed when it is first needed. */
export function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => {
    known ??= { value: compute() }
    return known.value
  }
}

/** A body that is all of a file or of a line. */
export function bodyCapture(entry: Entry, shape: Shape): Capture {
  if (!entry.bytes || shape.form === 'request' || shape.form === 'event')
    return valueCapture(entry, entry.json, shape, [], undefined)
  const { title, form, endpoint } = shape
  return { ...wayBack(entry, []), title, subject: replyOf({ body: entry.bytes, form, endpoint }) }
}

/** Events that follow one another, as a stream that continues where they end. */
export function eventsCapture(
  entry: Entry,
  events: Json | readonly Json[],
  steps: readonly string[],
  known?: Known,
): Capture {
  const { contract } = entry
  const way = wayBack(entry, steps)
  const list = Array.isArray(events) ? (events as readonly Json[]) : undefined
  const endpoint = streamEndpoint(contract)
  const mark = endMark(contract, endpoint)
  const isWhole = entry.isWhole && list !== undefined
  // A list of events has no place for the mark of the end.
  const end = isWhole && mark !== undefined ? frameEvent(mark) : ''
  const body = (list ?? [events as Json]).map((event) => frameEvent(JSON.stringify(event))).join('') + end
  return {
    ...way,
    title: eventsTitle(contract, list?.length ?? 1),
    subject: replyOf({ ...known, body, form: 'stream', endpoint, ...(isWhole ? {} : { part: 'beginning' }) }),
    ...(list && !isWhole ? { hasNoEnd: true } : {}),
    locate: (at) => {
      const [, index = '0', rest = ''] = /^\/chunks\/(\d+)(.*)$/s.exec(at) ?? []
      return way.locate(list ? `/${index}${rest}` : rest)
    },
  }
}

/** What else is known of the exchange that a reply belongs to. */
export interface Known {
  readonly request?: Request
  readonly status?: number
  readonly headers?: Headers
}

export function valueCapture(
  entry: Entry,
  json: Json,
  { title, form, endpoint }: Shape,
  steps: readonly string[],
  known: Known | undefined,
): Capture {
  if (form === 'event') return eventsCapture(entry, json, steps, known)
  const about = { ...wayBack(entry, steps), title }
  if (form === 'request') return { ...about, subject: { kind: 'request', endpoint, body: json } }
  return { ...about, subject: replyOf({ ...known, body: JSON.stringify(json), form, endpoint }) }
}

/** A text of a stream that was logged. */
export function streamTextCapture(entry: Entry, text: string, steps: readonly string[], known: Known): Capture {
  const { contract } = entry
  const endpoint = known.request?.endpoint ?? streamEndpoint(contract)
  const mark = endMark(contract, endpoint)
  const isDone = mark !== undefined && text.split(/\r?\n|\r/).some((line) => /^data: ?(.*)$/.exec(line)?.[1] === mark)
  const isWhole = isDone || entry.isWhole
  const subject = replyOf({
    ...known,
    body: text,
    form: 'stream',
    endpoint,
    ...(isWhole ? {} : { part: 'beginning' as const }),
  })
  return { ...wayBack(entry, steps), title: STREAM, subject, ...(isWhole ? {} : { hasNoEnd: true }) }
}

interface Looks {
  /** Offset of the first character that is not blank. */
  readonly start: number
  readonly hasLines: boolean
  /** `"...": "..."` is the only way to leave something out in JSON. */
  readonly hasOmission: boolean
}

/** Computed once for a text with many messages. */
let lastLooks: { readonly text: string; readonly looks: Looks } | undefined

function looksOf(text: string): Looks {
  if (lastLooks?.text === text) return lastLooks.looks
  const looks = {
    start: Math.max(0, text.search(/[^\s\ufeff]/)),
    hasLines: text.trimEnd().includes('\n'),
    hasOmission: /"\s{0,9}(?:\.\.|…)/.test(text),
  }
  lastLooks = { text, looks }
  return looks
}

/** The place of a value within the entry, and of what is in it. */
export function wayBack(entry: Entry, steps: readonly string[]): Pick<Capture, 'spot' | 'locate' | 'source' | 'hides'> {
  const { text, spotOf } = entry
  const valued = once((): Valued[] => {
    const root = entry.root()
    return root ? [{ pointer: '', excerpt: wholeOf(text), node: follow(root, steps).node }] : []
  })
  const { start, hasLines, hasOmission } = looksOf(text)
  // A value of YAML or of a notebook is somewhere in its file.
  const isInside = steps.length > 0 || !entry.bytes
  const root = isInside && hasLines ? entry.root() : undefined
  const spot = spotOf(root ? follow(root, steps).node.start : start)
  const hides = hasOmission ? { hides: (finding: Finding) => hider(valued())(finding) } : {}
  return { spot, source: text, locate: locator(valued, spotOf, spot), ...hides }
}
