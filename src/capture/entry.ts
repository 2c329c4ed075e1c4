/** Understands one JSON value of a capture: a body, a list of events, or a request together with its reply. */
import { endpointNamed, endpointOf, mainEndpoint } from '../ask/apis.ts'
import { asObject, parseJson } from '../foundation/json.ts'
import type { Json, Request, Shape, Wire } from '../model/index.ts'
import { type Capture, locator, type Valued } from './capture.ts'
import { readLiteral } from './documents/literal.ts'
import { type Spot, spotter, wholeOf } from './excerpt.ts'
import { follow } from './node.ts'
import { frameEvent, replyOf, requestOf } from './reply.ts'
import {
  type Contract,
  endMark,
  eventsTitle,
  isEventList,
  isStreamText,
  STREAM,
  shapeFor,
  shapeOf,
  streamEndpoint,
} from './shape.ts'

/** A JSON value with the text that it was read from. */
export interface Entry {
  readonly contract: Contract
  readonly json: Json
  readonly text: string
  /** As it came, for what decoding loses. */
  readonly bytes: Buffer
  /** The line of the file at which the text begins. */
  readonly firstLine: number
}

/** What can be judged in the value; nothing if it has no known shape. `as` says what it is. */
export function capturesOf(entry: Entry, as?: Shape): readonly Capture[] {
  const { contract, json } = entry
  const shape = as ?? shapeOf(contract, json)
  if (shape) return [bodyCapture(entry, shape)]
  if (isEventList(contract, json)) return [eventsCapture(entry, json, [])]
  if (Array.isArray(json)) return (json as readonly Json[]).flatMap((item, i) => partCaptures(entry, item, [String(i)]))
  return pairCaptures(entry, asObject(json) ?? {}, [])
}

function partCaptures(entry: Entry, json: Json, steps: readonly string[]): readonly Capture[] {
  const shape = shapeOf(entry.contract, json)
  if (shape) return [valueCapture(entry, json, shape, steps, undefined)]
  return pairCaptures(entry, asObject(json) ?? {}, steps)
}

function bodyCapture(entry: Entry, shape: Shape): Capture {
  if (shape.form === 'request' || shape.form === 'event') return valueCapture(entry, entry.json, shape, [], undefined)
  const { title, form, endpoint } = shape
  return { ...wayBack(entry, []), title, subject: replyOf({ body: entry.bytes, form, endpoint }) }
}

/** Events that follow one another, as a stream that continues where they end. */
function eventsCapture(entry: Entry, events: Json | readonly Json[], steps: readonly string[], known?: Known): Capture {
  const { contract } = entry
  const way = wayBack(entry, steps)
  const list = Array.isArray(events) ? (events as readonly Json[]) : undefined
  const body = (list ?? [events as Json]).map((event) => frameEvent(JSON.stringify(event))).join('')
  return {
    ...way,
    title: eventsTitle(contract, list?.length ?? 1),
    subject: replyOf({ ...known, body, form: 'stream', endpoint: streamEndpoint(contract), part: 'beginning' }),
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

function valueCapture(
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

/** A request and its reply under any of these names, each bare or in an envelope with a body of its own. */
function pairCaptures(entry: Entry, pair: Wire, steps: readonly string[]): readonly Capture[] {
  const { contract } = entry
  const { api, captures } = contract
  const asked = envelopeIn(contract, pair, REQUEST)
  const said = envelopeIn(contract, pair, REPLY)
  // A line of a batch holds the request itself: method, url and body.
  const alone = asked || said || pair.body === undefined ? undefined : envelope(contract, pair, [])
  const isAsked = alone !== undefined && shapeOf(contract, alone.body)?.form === 'request'
  const sent = asked ?? (isAsked ? alone : undefined)
  const got = said ?? (isAsked ? undefined : alone)
  if (sent?.url !== undefined && !endpointOf(api, undefined, sent.url)) return []
  const url = sent?.url ?? usualPath(contract, got)
  const isRequest = sent !== undefined && captures.holdsPrompt(asObject(sent.body) ?? {})
  const request = isRequest ? requestOf(api, JSON.stringify(sent.body), { url }) : undefined
  const reply = got && replyCapture(entry, got, [...steps, ...got.steps], request)
  // A request that was refused is not judged again.
  const isRefused = reply?.subject.kind === 'reply' && (reply.subject.exchange.status ?? 200) >= 400
  const shape = sent && shapeOf(contract, sent.body)
  if (!sent || shape?.form !== 'request' || isRefused) return reply ? [reply] : []
  const endpoint = request?.endpoint ?? shape.endpoint
  const own = valueCapture(entry, sent.body, { ...shape, endpoint }, [...steps, ...sent.steps], undefined)
  return reply ? [own, reply] : [own]
}

/** The path of a request whose address is not known: its reply shows which endpoint it went to. */
function usualPath(contract: Contract, got: Envelope | undefined): string {
  const isStream = got !== undefined && (typeof got.body === 'string' || isEventList(contract, got.body))
  const endpoint = isStream ? endpointNamed(contract.api, streamEndpoint(contract)) : undefined
  return (endpoint ?? mainEndpoint(contract.api)).path
}

interface Envelope {
  readonly body: Json
  /** The way to the body. */
  readonly steps: readonly string[]
  readonly url?: string
  readonly status?: number
  readonly headers?: readonly (readonly [string, string])[]
}

function envelopeIn(contract: Contract, pair: Wire, names: readonly string[]): Envelope | undefined {
  const name = names.find((key) => pair[key] !== undefined && pair[key] !== null)
  return name === undefined ? undefined : envelope(contract, pair[name], [name])
}

const STATUS = ['status', 'status_code', 'statusCode']
const BODY = ['body', 'json', 'content', 'text']

function envelope(contract: Contract, part: unknown, steps: readonly string[]): Envelope {
  const object = asObject(part)
  const name =
    object && shapeOf(contract, object) === undefined ? BODY.find((key) => object[key] !== undefined) : undefined
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
  const { contract } = entry
  if (typeof body === 'string') {
    if (!isStreamText(body)) return undefined
    const endpoint = request?.endpoint ?? streamEndpoint(contract)
    const mark = endMark(contract, endpoint)
    const lines = body.split(/\r?\n|\r/)
    const isWhole =
      mark !== undefined && lines.some((line) => line.startsWith(`data:${mark}`) || line.startsWith(`data: ${mark}`))
    const part = isWhole ? {} : { part: 'beginning' as const }
    const subject = replyOf({ ...known, body, form: 'stream', endpoint, ...part })
    return { ...wayBack(entry, steps), title: STREAM, subject }
  }
  if (isEventList(contract, body)) return eventsCapture(entry, body, steps, known)
  const isError = status !== undefined && status >= 400
  const shape = isError ? shapeFor(contract, 'error') : shapeOf(contract, body)
  if (shape === undefined || shape.form === 'request') return undefined
  return valueCapture(entry, body, shape, steps, known)
}
