/** Understands an exchange: which kind of reply it is, and what it says. Nothing is judged here. */
import { assemble } from './assemble.ts'
import { beyond, beyondChunks } from './beyond.ts'
import { contentDecoded } from './coding.ts'
import { asList, asObject, parseJson } from './json.ts'
import type {
  Beyond,
  Chunk,
  Exchange,
  Extension,
  Observation,
  Piece,
  Profile,
  RequestSeen,
  Violation,
  Wire,
} from './model.ts'
import { violations } from './schemas.ts'
import { isEndlesslyLined, MOST_LINES, readEvents } from './sse.ts'

export interface Whereabouts {
  readonly case: string
  readonly turn: number
  readonly owed: 'success' | 'refusal' | 'either'
}

/** A reply that is wrong everywhere is described by its first places. */
const MOST_VIOLATIONS = 100

/** What a dialect does to a reply. */
export type Dialect = Pick<Profile, 'extensions' | 'cumulative'>

const NO_DIALECT: Dialect = { extensions: [] }

/** What the reply is and says. */
export function observe(where: Whereabouts, exchange: Exchange, dialect = NO_DIALECT): Observation {
  const pieces = contentDecoded(exchange)
  const bytes = Buffer.concat(pieces.map((piece) => piece.bytes))
  const invalidUtf8At = firstInvalidUtf8(bytes)
  const seen = {
    ...where,
    request: exchange.request,
    exchange,
    text: new TextDecoder().decode(bytes),
    ...(invalidUtf8At === undefined ? {} : { invalidUtf8At }),
    bom: bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf,
  }
  const understood = understand(exchange, seen.text, pieces, dialect)
  return { ...seen, beyond: beyondOf(understood, dialect.extensions), ...understood } as Observation
}

function beyondOf(understood: Understood, extensions: readonly Extension[]): readonly Beyond[] {
  switch (understood.kind) {
    case 'completion':
      return beyond(understood.completion, 'completion', extensions)
    case 'stream':
      return beyondChunks(
        understood.chunks.map(({ data }) => data),
        extensions,
      )
    case 'models':
    case 'model':
      return beyond(understood.body, understood.kind, extensions)
    case 'error':
      return beyond(understood.body, 'error', extensions)
    case 'unreadable':
      return []
  }
}

/** Understands the body of a request to the chat endpoint. */
export function observeRequest(body: unknown): RequestSeen {
  return { kind: 'request', body, violations: few(violations('request.json', body)) }
}

type Own<K extends Observation['kind']> = Omit<
  Extract<Observation, { kind: K }>,
  keyof Whereabouts | 'request' | 'exchange' | 'text' | 'bom' | 'beyond' | 'invalidUtf8At'
>
type Understood = { [K in Observation['kind']]: Own<K> }[Observation['kind']]

function understand(exchange: Exchange, text: string, pieces: readonly Piece[], dialect: Dialect): Understood {
  const { status, request } = exchange
  if (status === undefined) return { kind: 'unreadable', why: noReply(exchange) }
  const json = parseJson(text)
  if (status < 200 || status > 299) return refusal(status, json)
  if (isErrorObject(json)) return refusal(status, json)
  if (request.endpoint === 'models' || request.endpoint === 'model') return listing(exchange, text, json)
  if (request.endpoint === 'other') return { kind: 'unreadable', why: 'the path is none that is judged' }
  if (isStream(exchange, text, json)) return stream(pieces, dialect)
  if (json === undefined) return { kind: 'unreadable', why: notJson(exchange, text) }
  if (hasTooMany(json)) return { kind: 'unreadable', why: TOO_MANY }
  return {
    kind: 'completion',
    completion: asObject(json) ?? {},
    violations: few(violations('chat-completion.json', json)),
  }
}

function refusal(status: number, body: unknown): Own<'error'> {
  const found = body === undefined || status < 400 ? [] : violations('error.json', body)
  return { kind: 'error', status, ...(body === undefined ? {} : { body }), violations: few(found) }
}

function listing(exchange: Exchange, text: string, json: unknown): Understood {
  if (json === undefined) return { kind: 'unreadable', why: notJson(exchange, text) }
  const kind = exchange.request.endpoint === 'models' ? 'models' : 'model'
  const schema = kind === 'models' ? 'model-list.json' : 'model.json'
  return { kind, body: asObject(json) ?? {}, violations: few(violations(schema, json)) }
}

/** By what came, not by what was asked for: rules compare the two. */
function isStream(exchange: Exchange, text: string, json: unknown): boolean {
  const type = contentType(exchange)
  if (type === 'text/event-stream' || /^data:/m.test(text)) return true
  if (json !== undefined || type === 'text/html' || /^\s*<(!doctype|html)/i.test(text)) return false
  // Asked for a stream, answered with something that is no JSON either: bare JSON lines, or nothing at all.
  return (asObject(exchange.request.body)?.stream ?? false) === true
}

function stream(pieces: readonly Piece[], { cumulative }: Dialect): Own<'stream'> | Own<'unreadable'> {
  if (isEndlesslyLined(pieces)) return { kind: 'unreadable', why: `the stream has more than ${MOST_LINES} lines` }
  const { lines, events } = readEvents(pieces)
  const chunks = events.flatMap((event, i): Chunk[] =>
    event.is === 'chunk' ? [{ event: i, at: event.at, data: event.json as Wire, text: event.data }] : [],
  )
  if (chunks.some(({ data }) => hasTooMany(data))) return { kind: 'unreadable', why: TOO_MANY }
  const found: Violation[] = []
  for (const [i, { data }] of chunks.entries()) {
    if (found.length >= MOST_VIOLATIONS) break
    found.push(...violations('chat-completion-chunk.json', data, `/chunks/${i}`))
  }
  const completion = assemble(chunks, cumulative)
  const seen = { lines, events, chunks, completion, violations: few(found) }
  return { kind: 'stream', ...seen, ...(cumulative ? { cumulative } : {}) }
}

/** Nobody can ask for so many; every rule would look at each of them. */
const MOST_CHOICES = 10_000
const TOO_MANY = `the reply has more than ${MOST_CHOICES} choices in one list`

function hasTooMany(json: unknown): boolean {
  return asList(asObject(json)?.choices).length > MOST_CHOICES
}

function few(found: readonly Violation[]): readonly Violation[] {
  return found.slice(0, MOST_VIOLATIONS)
}

/** A 2xx body that only says that something failed. `error: null` beside a completion is harmless. */
function isErrorObject(json: unknown): boolean {
  const body = asObject(json)
  if (!body) return false
  return (Boolean(body.error) || body.object === 'error') && !Array.isArray(body.choices)
}

function firstInvalidUtf8(bytes: Buffer): number | undefined {
  const isFine = (end: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: end < bytes.length })
      return true
    } catch {
      return false
    }
  }
  if (isFine(bytes.length)) return undefined
  let fine = 0
  let bad = bytes.length
  while (bad - fine > 1) {
    const middle = (fine + bad) >> 1
    if (isFine(middle)) fine = middle
    else bad = middle
  }
  return fine
}

function noReply({ ended, problem, timings }: Exchange): string {
  const words: Partial<Record<Exchange['ended'], string>> = {
    'hung-up': 'the connection was closed without a reply',
    'no-reply': `no reply within ${seconds(timings.totalMs)}`,
    unreachable: 'no connection',
    malformed: 'the reply is no valid HTTP',
    aborted: 'stopped by the user',
  }
  const said = words[ended] ?? 'no reply'
  return problem && ended !== 'no-reply' ? `${said} (${problem})` : said
}

function notJson({ ended, request }: Exchange, text: string): string {
  if (ended !== 'complete') return `the reply did not arrive whole (${ended})`
  if (text.trim() === '') return 'the body is empty'
  return /^\s*</.test(text) ? `an HTML or XML page came from ${request.url}` : 'the body is not JSON'
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`
}

function contentType(exchange: Exchange): string | undefined {
  return headerOf(exchange, 'content-type')?.split(';')[0]?.trim().toLowerCase()
}

function headerOf(exchange: Exchange, name: string): string | undefined {
  return exchange.headers.find(([key]) => key === name)?.[1]
}
