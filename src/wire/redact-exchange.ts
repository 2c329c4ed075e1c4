/** Takes secrets out of an exchange, so that it can be kept: as little as possible of the rest is changed. */

import { asObject, jsonText, parseJson } from '../foundation/json.ts'
import type { Exchange, Piece, Protocol, Request } from '../model/index.ts'
import { decodeContent, encodeContent } from './coding.ts'
import { redactor, type Secrets } from './redact.ts'

type Redact = <T>(value: T) => T

/** What an API knows of its events for this. */
type Strands = NonNullable<Protocol['strands']>

/**
 * A function that puts the names of secrets in the place of their values everywhere in an exchange.
 * @param protocol its `strands` find a secret that is spread over several events
 */
export function exchangeRedactor(
  secrets: Secrets,
  { strands = () => [] }: Pick<Protocol, 'strands'>,
): (exchange: Exchange) => Exchange {
  // A body is looked through byte by byte, as Latin-1: there a value beyond ASCII has the form of its UTF-8 bytes.
  const bytes = new Map([...secrets].map(([name, value]) => [name, Buffer.from(value).toString('latin1')]))
  const plain = redactor(secrets)
  const redact: Redact = [...secrets].every(([name, value]) => bytes.get(name) === value)
    ? plain
    : join(plain, redactor(bytes))
  if (!secrets.size) return (exchange) => exchange
  const redactReply = <T extends Pick<Exchange, 'headers' | 'pieces' | 'ended'>>({ pieces, ...facts }: T) => ({
    ...redact(facts),
    pieces: redactBody({ ...facts, pieces }, redact, strands),
  })
  return ({ request, retries, ...reply }) => ({
    ...redactReply(reply),
    request: redactRequest(request, redact),
    retries: retries.map(({ reply: earlier, ...retry }) => ({
      ...redact(retry),
      ...(earlier ? { reply: redactReply(earlier) } : {}),
    })),
  })
}

function join(one: Redact, other: Redact): Redact {
  return (value) => other(one(value))
}

function redactRequest({ url, headers, text, body, ...request }: Request, redact: Redact): Request {
  const redacted = text === undefined ? undefined : redactAsBytes(text, redact)
  const understood = redacted === text ? body : parseJson(redacted ?? '')
  return {
    ...request,
    url: redact(url),
    headers: redact(headers),
    ...(redacted === undefined ? {} : { text: redacted }),
    ...(understood === undefined ? {} : { body: understood }),
  }
}

function redactAsBytes(text: string, redact: Redact): string {
  const bytes = toBytes(text)
  const redacted = redactText(bytes, redact)
  return redacted === bytes ? text : fromBytes(redacted)
}

function redactBody(
  exchange: Pick<Exchange, 'headers' | 'pieces' | 'ended'>,
  redact: Redact,
  strandsOf: Strands,
): readonly Piece[] {
  const decoded = decodeContent(exchange)
  const redacted = redactPieces(decoded, redact, strandsOf)
  return redacted === decoded ? exchange.pieces : encodeContent(exchange, redacted)
}

/** No secret holds a line feed, so lines can be looked at one by one; most stay as they are. */
function redactPieces(pieces: readonly Piece[], redact: Redact, strandsOf: Strands): readonly Piece[] {
  const whole = Buffer.concat(pieces.map(({ bytes }) => bytes)).toString('latin1')
  const lines = whole.split('\n')
  const redacted = redactStrands(
    lines.map((line) => redactText(line, redact)),
    redact,
    strandsOf,
  )
  if (redacted.every((line, i) => line === lines[i])) return pieces
  return cutAgain(pieces, lines, redacted)
}

/** The text without secrets, also without those that only show once its escapes are read. */
function redactText(line: string, redact: Redact): string {
  const redacted = redact(line)
  const [, before = '', json = ''] = DATA.exec(redacted) ?? []
  if (!json.includes('\\')) return redacted
  const value = parseJson(fromBytes(json))
  if (value === undefined) return redacted
  const text = jsonText(value)
  const plain = redact(text)
  return plain === text ? redacted : before + toBytes(plain)
}

/** A line of an event stream, or a complete body. */
const DATA = /^(data: ?|\s*)([[{].*)$/s

const fromBytes = (text: string): string => Buffer.from(text, 'latin1').toString()
const toBytes = (text: string): string => Buffer.from(text).toString('latin1')

interface Fragment {
  readonly line: number
  readonly text: string
  put(text: string): void
}

/** The lines of a stream without a secret that is spread over several events: the first of them gets all of the text. */
function redactStrands(lines: readonly string[], redact: Redact, strandsOf: Strands): readonly string[] {
  const values = lines.map((line) => (line.startsWith('data:') ? parseJson(fromBytes(line.slice(5))) : undefined))
  const strands = new Map<string, Fragment[]>()
  for (const [line, event] of values.entries())
    for (const { path, value } of strandsOf(asObject(event) ?? {})) collect(value, path, line, strands)
  const changed = new Set<number>()
  for (const fragments of strands.values()) {
    const text = fragments.map((fragment) => fragment.text).join('')
    const redacted = redact(text)
    if (redacted === text) continue
    for (const [i, fragment] of fragments.entries()) {
      fragment.put(i ? '' : redacted)
      changed.add(fragment.line)
    }
  }
  const end = (line: string): string => (line.endsWith('\r') ? '\r' : '')
  return lines.map((line, i) => (changed.has(i) ? `data: ${toBytes(JSON.stringify(values[i]))}${end(line)}` : line))
}

/** All strings within a value by their path; items of arrays go by their `index`, where they have one. */
function collect(value: unknown, path: string, line: number, strands: Map<string, Fragment[]>, depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return
  const holder = value as Record<string, unknown>
  for (const [key, member] of Object.entries(value)) {
    const step = Array.isArray(value) ? (asObject(member)?.index ?? key) : key
    const at = `${path}/${step}`
    if (typeof member !== 'string') collect(member, at, line, strands, depth + 1)
    else {
      const put = (text: string): void => {
        holder[key] = text
      }
      const strand = strands.get(at)
      if (strand) strand.push({ line, text: member, put })
      else strands.set(at, [{ line, text: member, put }])
    }
  }
}

/** No event that a client reads nests so deep. */
const DEEPEST = 32

/** The new lines in pieces as before. A line that was changed is not divided: it comes with the piece that brought its end. */
function cutAgain(pieces: readonly Piece[], lines: readonly string[], redacted: readonly string[]): readonly Piece[] {
  const text = Buffer.from(redacted.join('\n'), 'latin1')
  const newPieces: Piece[] = []
  let line = 0
  /** Where the line begins, before and after. */
  let [old, now] = [0, 0]
  let [read, done] = [0, 0]
  for (const { at, bytes } of pieces) {
    read += bytes.length
    while (line < lines.length - 1 && old + (lines[line] ?? '').length + 1 <= read) {
      old += (lines[line] ?? '').length + 1
      now += (redacted[line] ?? '').length + 1
      line++
    }
    const isWhole = read >= old + (lines[line] ?? '').length
    const within = redacted[line] === lines[line] ? read - old : isWhole ? (redacted[line] ?? '').length : 0
    newPieces.push({ at, bytes: text.subarray(done, now + within) })
    done = now + within
  }
  return newPieces.filter(({ bytes }) => bytes.length > 0)
}
