/** Understands one JSON value of a capture: a body, a list of chunks, or a request together with its reply. */
import { asList, asObject, parseJson } from '../foundation/json.ts'
import type { Json, Request, Wire } from '../model/index.ts'
import { type Capture, locator, type Valued } from './capture.ts'
import { readLiteral } from './documents/literal.ts'
import { type Spot, spotter, wholeOf } from './excerpt.ts'
import { follow } from './node.ts'
import { endpointOf, framed, replyOf, requestOf, TITLES } from './reply.ts'
import { type Shape, shapeOf } from './shape.ts'

/** A JSON value with the text that it was read from. */
export interface Entry {
  readonly json: Json
  readonly text: string
  /** As it came, for what decoding loses. */
  readonly bytes: Buffer
  /** The line of the file at which the text begins. */
  readonly firstLine: number
}

/** What the value holds that can be judged; nothing if it is of no known shape. `as` says what it is. */
export function capturesOf(entry: Entry, as?: Shape): readonly Capture[] {
  const shape = as ?? shapeOf(entry.json)
  if (shape) return [bodyCapture(entry, shape)]
  if (Array.isArray(entry.json)) {
    const list: readonly Json[] = entry.json
    if (list.length && list.every((item) => shapeOf(item) === 'chunk')) return [chunksCapture(entry, list, [])]
    return list.flatMap((item, i) => partCaptures(entry, item, [String(i)]))
  }
  return pairCaptures(entry, asObject(entry.json) ?? {}, [])
}

function partCaptures(entry: Entry, json: Json, steps: readonly string[]): readonly Capture[] {
  const shape = shapeOf(json)
  if (shape) return [shaped(entry, json, shape, steps, undefined)]
  return pairCaptures(entry, asObject(json) ?? {}, steps)
}

function bodyCapture(entry: Entry, shape: Shape): Capture {
  const about = wayBack(entry, [])
  if (shape === 'request') return { ...about, title: TITLES.request, subject: { kind: 'request', body: entry.json } }
  if (shape === 'chunk') return chunksCapture(entry, entry.json, [])
  return { ...about, title: TITLES[shape], subject: replyOf({ body: entry.bytes, shape }) }
}

/** Chunks that follow one another, as a stream that goes on where they end. */
function chunksCapture(entry: Entry, chunks: Json | readonly Json[], steps: readonly string[], known?: Known): Capture {
  const way = wayBack(entry, steps)
  const list = Array.isArray(chunks) ? (chunks as readonly Json[]) : undefined
  const body = (list ?? [chunks as Json]).map((chunk) => framed(JSON.stringify(chunk))).join('')
  return {
    ...way,
    title: list && list.length > 1 ? TITLES.stream : TITLES.chunk,
    subject: replyOf({ ...known, body, shape: 'stream', part: 'beginning' }),
    locate: (at) => {
      const [, index = '0', rest = ''] = /^\/chunks\/(\d+)(.*)$/s.exec(at) ?? []
      return way.locate(list ? `/${index}${rest}` : rest)
    },
  }
}

/** What else is known of the exchange that a reply belongs to. */
interface Known {
  readonly request?: Request
  readonly status?: number
  readonly headers?: readonly (readonly [string, string])[]
}

function shaped(entry: Entry, json: Json, shape: Shape, steps: readonly string[], known: Known | undefined): Capture {
  const about = wayBack(entry, steps)
  if (shape === 'request') return { ...about, title: TITLES.request, subject: { kind: 'request', body: json } }
  if (shape === 'chunk') return chunksCapture(entry, json, steps, known)
  return { ...about, title: TITLES[shape], subject: replyOf({ ...known, body: JSON.stringify(json), shape }) }
}

/** The place of a value within the entry, and of what is in it. */
function wayBack({ text, firstLine }: Entry, steps: readonly string[]): Pick<Capture, 'spot' | 'locate' | 'source'> {
  const valued = (): Valued[] => {
    const root = readLiteral(text)?.node
    return root ? [{ pointer: '', excerpt: wholeOf(text), node: follow(root, steps).node }] : []
  }
  const spotIn = spotter(text)
  const spotOf = (offset: number): Spot => {
    const { line, column } = spotIn(offset)
    return { line: line + firstLine - 1, column }
  }
  const spot = spotOf(Math.max(0, text.search(/[^\s\ufeff]/)))
  return { spot, source: text, locate: locator(valued, spotOf, spot) }
}

const REQUEST = ['request', 'req', 'input', 'request_body', 'requestBody']
const REPLY = ['response', 'res', 'output', 'reply', 'completion', 'response_body', 'responseBody']

/** A request and its reply under whatever names, each bare or in an envelope with a body of its own. */
function pairCaptures(entry: Entry, pair: Wire, steps: readonly string[]): readonly Capture[] {
  const asked = partOf(pair, REQUEST)
  const said = partOf(pair, REPLY)
  // A line of a batch holds the request itself: method, url and body.
  const alone = asked || said || pair.body === undefined ? undefined : envelope(pair, [])
  const sent = asked ?? (alone && shapeOf(alone.body) === 'request' ? alone : undefined)
  const got = said ?? (alone && sent !== alone ? alone : undefined)
  const url = sent?.url ?? '/chat/completions'
  if (endpointOf(url) === 'other') return []
  const isRequest = sent !== undefined && asObject(sent.body)?.messages !== undefined
  const request = isRequest ? requestOf(JSON.stringify(sent.body), { url }) : undefined
  const reply = got && replyCapture(entry, got, [...steps, ...got.steps], request)
  // What was refused need not be right.
  const isRefused = reply?.subject.kind === 'reply' && (reply.subject.exchange.status ?? 200) >= 400
  const isJudged = sent !== undefined && shapeOf(sent.body) === 'request' && !isRefused
  const own = isJudged ? [shaped(entry, sent.body, 'request', [...steps, ...sent.steps], undefined)] : []
  return reply ? [...own, reply] : own
}

interface Envelope {
  readonly body: Json
  /** The way to the body. */
  readonly steps: readonly string[]
  readonly url?: string
  readonly status?: number
  readonly headers?: readonly (readonly [string, string])[]
}

function partOf(pair: Wire, names: readonly string[]): Envelope | undefined {
  const name = names.find((key) => pair[key] !== undefined && pair[key] !== null)
  return name === undefined ? undefined : envelope(pair[name], [name])
}

const STATUS = ['status', 'status_code', 'statusCode']
const BODY = ['body', 'json', 'content', 'text']

function envelope(part: unknown, steps: readonly string[]): Envelope {
  const object = asObject(part)
  const name = object && shapeOf(object) === undefined ? BODY.find((key) => object[key] !== undefined) : undefined
  if (!object || name === undefined) return { body: read(part), steps }
  const status = STATUS.map((key) => object[key]).find((value) => Number.isInteger(value)) as number | undefined
  const headers = headersOf(object.headers)
  const url = typeof object.url === 'string' ? object.url : undefined
  return {
    body: read(object[name]),
    steps: [...steps, name],
    ...(url === undefined ? {} : { url }),
    ...(status === undefined ? {} : { status }),
    ...(headers ? { headers } : {}),
  }
}

/** A body that was logged as text. */
function read(body: unknown): Json {
  return typeof body === 'string' ? (parseJson(body) ?? body) : (body as Json)
}

function headersOf(headers: unknown): readonly (readonly [string, string])[] | undefined {
  const fields = asObject(headers)
  if (!fields) return undefined
  return Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (typeof one === 'string' ? [[name.toLowerCase(), one] as const] : [])),
  )
}

function replyCapture(entry: Entry, got: Envelope, steps: readonly string[], request?: Request): Capture | undefined {
  const { body, status, headers } = got
  const known = {
    ...(request ? { request } : {}),
    ...(status === undefined ? {} : { status }),
    ...(headers ? { headers } : {}),
  }
  if (typeof body === 'string') {
    if (!/^(?:data|event|:)/m.test(body)) return undefined
    const isWhole = /^data: ?\[DONE\]/m.test(body)
    const told = { ...known, body, shape: 'stream' as const, ...(isWhole ? {} : { part: 'beginning' as const }) }
    return { ...wayBack(entry, steps), title: TITLES.stream, subject: replyOf(told) }
  }
  const list = asList(body) as readonly Json[]
  if (list.length && list.every((item) => shapeOf(item) === 'chunk')) return chunksCapture(entry, list, steps, known)
  const isError = status !== undefined && status >= 400
  const shape = isError ? 'error' : shapeOf(body)
  if (shape === undefined || shape === 'request') return undefined
  return shaped(entry, body, shape, steps, known)
}
