/** A few lines of what came, with the place of a finding marked: what a person looks at first. */

import { shorten } from '../../text/columns.ts'
import { printable } from '../../text/printable.ts'
import { formatValue } from '../../text/value.ts'
import { endpointOf, wantsStream } from '../ask/apis.ts'
import { asObject } from '../foundation/json.ts'
import type { Api, ExcerptLine, Finding, Piece, PieceReport, SseEvent, TurnReport } from '../model/index.ts'
import { type Body, joinBytes, readBody } from '../read/body.ts'
import { bytesOf, splitHeaders } from '../read/kept.ts'

/** Columns that a line of an excerpt may take. */
const WIDEST = 160
/** Longer values next to the place are cut. */
const ASIDE = 40

/**
 * At most five lines of the reply of a turn around the place of a finding.
 * @returns nothing where the report does not have the reply
 */
export function excerptOf(turn: TurnReport, { at, got }: Finding, api: Api): readonly ExcerptLine[] {
  const { status, reply } = turn
  if (status === undefined) return [marked(`(no reply: ${turn.ended})`)]
  if (!reply) return []
  const [first = '', ...rest] = stepsIn(at)
  if (first === 'status') return [marked(`HTTP ${status}`), ...beginningOf(textOf(turn), 2)]
  if (first === 'headers') return headersAt(reply.headers, rest[0], status)
  const endpoint = endpointOf(api, turn.request.method, turn.request.url)
  const body = readBody(
    splitHeaders(reply.headers),
    reply.pieces.map(pieceOf),
    wantsStream(endpoint, turn.request.body) === true,
    endpoint?.events?.end,
  )
  if (body.stream && reply.form === 'stream') return inStream(body.stream, first, rest, got)
  if (body.json !== undefined && first !== 'body' && first !== 'texts')
    return inJson(body.json, [first, ...rest], status)
  return [plain(`HTTP ${status}`), ...beginningOf(body.text, 3).map(({ text }, i) => (i ? plain(text) : marked(text)))]
}

const plain = (text: string): ExcerptLine => ({ text: shorten(printable(text), WIDEST) })
const marked = (text: string): ExcerptLine => ({ ...plain(text), marked: true })

/** The steps of a JSON pointer. A rule that compares replies names the reply first; the turn says which it is. */
function stepsIn(pointer: string): readonly string[] {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  return steps[0] === 'replies' ? steps.slice(2) : steps
}

function headersAt(lines: readonly string[], name: string | undefined, status: number): readonly ExcerptLine[] {
  const own = lines.filter((line) => line.toLowerCase().startsWith(`${name}:`))
  const others = lines.filter((line) => !own.includes(line)).slice(0, 2)
  return [
    plain(`HTTP ${status}`),
    ...others.map(plain),
    ...(own.length ? own.slice(0, 2).map(marked) : [marked(`(no header ${name})`)]),
  ]
}

/** The lines of the event that is meant, with the end of the event before it. */
function inStream(
  { lines, events }: NonNullable<Body['stream']>,
  first: string,
  rest: readonly string[],
  got: unknown,
): readonly ExcerptLine[] {
  if (first === 'lines') return linesAround(lines, Number(rest[0]))
  const chunks = events.flatMap((event, i) => (event.is === 'chunk' ? [i] : []))
  const number = Number(rest[0])
  if (first === 'chunks' && rest.length) return eventsAround(events, chunks[number] ?? events.length, rest.slice(1))
  if (first === 'events' && rest.length) return eventsAround(events, number, [])
  // The place is in what the events add up to.
  const last = events.slice(-2).map((event) => eventLine(event, []))
  if (got === undefined)
    return last.length ? [...last, marked('(end of the stream)')] : [marked('(a stream without events)')]
  return [...last.map(({ text }) => ({ text })), marked(`all events together: ${formatValue(got, WIDEST)}`)]
}

function linesAround(lines: readonly { readonly text: string }[], number: number): readonly ExcerptLine[] {
  const from = Math.max(0, number - 1)
  const near = lines.slice(from, number + 2).map(({ text }, i) => (from + i === number ? marked : plain)(text))
  return number >= lines.length ? [...near, marked('(end of the stream)')] : near
}

function eventsAround(events: readonly SseEvent[], number: number, path: readonly string[]): readonly ExcerptLine[] {
  // A member at the top, such as an id, is shown in the events around too: the finding may be that it differs.
  const [top = ''] = path
  const lineAside = (event: SseEvent): ExcerptLine =>
    eventLine(event, path.length === 1 && memberOf(event.json, top) !== undefined ? path : [])
  const before = events.slice(Math.max(0, number - 1), number).map(lineAside)
  const event = events[number]
  if (!event) return [...before, marked('(end of the stream)')]
  const after = events.slice(number + 1, number + 2).map(lineAside)
  return [...before, { ...eventLine(event, path), marked: true }, ...after]
}

function eventLine({ data, json, event }: SseEvent, path: readonly string[]): ExcerptLine {
  const text = json === undefined ? data : abridge(json, path)
  return plain(`${event === undefined ? '' : `event: ${event} `}data: ${text}`)
}

/** So many characters of JSON are made at most, and so deep: a reply may be megabytes of brackets. */
const MOST_MADE = 4 * WIDEST
const DEEPEST = 8
const MOST_MEMBERS = 12
const MOST_SCALARS = 3

/**
 * JSON on one line. What is next to the path is cut, so that the place stays in sight; the member that is meant comes
 * first. Without a path the scalars at the top are left out if there are many: the ids say less than what comes after them.
 */
function abridge(root: unknown, path: readonly string[]): string {
  let left = MOST_MADE
  const top = Object.entries(asObject(root) ?? {})
  const isNested = ([, member]: readonly [string, unknown]): boolean => typeof member === 'object' && member !== null
  const hidesScalars = !path.length && top.some(isNested) && top.length > MOST_SCALARS
  const write = (value: unknown, steps: readonly string[] | undefined, depth: number): string => {
    if (left <= 0 || depth > DEEPEST) return '…'
    const text = Array.isArray(value)
      ? writeArray(value, steps, depth)
      : (writeObject(asObject(value), steps, depth) ?? formatValue(value, steps ? WIDEST : ASIDE))
    left -= text.length
    return text
  }
  const within = (steps: readonly string[] | undefined, key: string) =>
    steps?.[0] === key ? steps.slice(1) : undefined
  const writeArray = (values: readonly unknown[], steps: readonly string[] | undefined, depth: number): string => {
    const items = values.slice(0, 3).map((item, i) => write(item, within(steps, String(i)), depth + 1))
    const own = Number(steps?.[0])
    if (own >= 3 && own < values.length) items.push('…', write(values[own], steps?.slice(1), depth + 1))
    else if (values.length > 3) items.push('…')
    return `[${items.join(',')}]`
  }
  const writeObject = (members: object | undefined, steps: readonly string[] | undefined, depth: number) => {
    if (!members) return undefined
    const all = Object.entries(members)
    const entries = depth === 0 && hidesScalars ? all.filter(isNested) : all
    const ordered = entries.toSorted(([a], [b]) => Number(b === steps?.[0]) - Number(a === steps?.[0]))
    const shown = ordered
      .slice(0, MOST_MEMBERS)
      .map(([key, member]) => `${JSON.stringify(key)}:${write(member, within(steps, key), depth + 1)}`)
    if (entries.length < all.length) shown.unshift('…')
    if (entries.length > MOST_MEMBERS) shown.push('…')
    return `{${shown.join(',')}}`
  }
  return write(root, path, 0)
}

/** The members of the object that a place is in, one on a line. */
function inJson(root: unknown, path: readonly string[], status: number): readonly ExcerptLine[] {
  const head = plain(`HTTP ${status}`)
  let holder: unknown = root
  let depth = 0
  for (; depth < path.length - 1; depth++) {
    const next = memberOf(holder, path[depth] as string)
    if (typeof next !== 'object' || next === null) break
    holder = next
  }
  const key = path[depth] ?? ''
  const target = memberOf(holder, key)
  const place = path.slice(0, depth).join('.')
  const open = place ? `${place}: ` : ''
  const members = Object.entries(holder !== null && typeof holder === 'object' ? holder : {})
  if (key === '' || target === undefined) return [head, marked(`${open}${abridge(holder, [])}`)]
  const at = members.findIndex(([name]) => name === key)
  const from = Math.max(0, Math.min(at - 1, members.length - 3))
  const near = members.slice(from, from + 3).map(([name, member]) => {
    const line = `  ${Array.isArray(holder) ? `[${name}]` : JSON.stringify(name)}: ${abridge(member, name === key ? path.slice(depth + 1) : [])}`
    return name === key ? marked(line) : plain(line)
  })
  return place ? [head, plain(`${place}:`), ...near] : [head, ...near]
}

function memberOf(holder: unknown, step: string): unknown {
  return typeof holder === 'object' && holder !== null && Object.hasOwn(holder, step)
    ? (holder as Readonly<Record<string, unknown>>)[step]
    : undefined
}

function beginningOf(text: string, most: number): readonly ExcerptLine[] {
  const lines = text
    .slice(0, WIDEST * 8)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
  return lines.length ? lines.slice(0, most).map(plain) : [plain('(an empty body)')]
}

function textOf({ reply }: TurnReport): string {
  return new TextDecoder().decode(joinBytes((reply?.pieces ?? []).slice(0, 20).map(pieceOf)))
}

function pieceOf(piece: PieceReport): Piece {
  return { at: piece.at, bytes: bytesOf(piece) }
}
