/** Recognises exchanges in logs and cassettes: a request with its reply, under any of the names for them. */
import { endpointNamed, endpointOf, mainEndpoint } from '../ask/apis.ts'
import { asObject, jsonText } from '../foundation/json.ts'
import type { Json, Request, Wire } from '../model/index.ts'
import type { Capture, Trouble } from './capture.ts'
import { type Entry, eventsCapture, streamTextCapture, valueCapture, wayBack } from './entry.ts'
import { aboutOf, type Side, sideOf } from './envelope.ts'
import { exchangeCaptures, isMissingHeader } from './exchange.ts'
import type { Leftover } from './leftover.ts'
import { requestOf } from './reply.ts'
import { type Contract, isEventList, isStreamText, shapeFor, shapeOf, streamEndpoint } from './shape.ts'

/** `request`, `requestBody`, `llm_request`, `input.value`: names without case and separators. */
const REQUEST = /(?:^|[a-z])(?:request|req|requestbody|requestjson|requestpayload|requestdata)$|^input(?:value)?$/
const REPLY =
  /(?:^|[a-z])(?:response|resp|res|responsebody|responsejson|responsepayload|responsedata|reply)$|^(?:output(?:value)?|completion)$/
/** Members of a row that are about its reply. */
const ROW_STATUS =
  /^(?:status|statuscode|code|httpstatus|httpstatuscode|responsestatus|responsestatuscode|responsecode)$/

/**
 * The request and the reply that an object has; nothing if it has none, and undefined if it has an exchange that
 * cannot be judged, which `left` counts.
 */
export function pairCaptures(
  entry: Entry,
  object: Wire,
  steps: readonly string[],
  left: Leftover,
): readonly (Capture | Trouble)[] | undefined {
  const { contract } = entry
  const { asked, said } = sidesOf(contract, object, steps)
  const sent = asked ?? (said ? undefined : batchLine(contract, object, steps))
  if (!sent && !said) return []
  const url = sent?.url ?? said?.url
  const method = sent?.method ?? said?.method
  const isOther = url !== undefined && /^(?:\w+:\/\/|\/)/.test(url) && !isHere(contract, method, url)
  if (isOther) {
    // A member named `input` next to an address is not an exchange.
    if (said?.status === undefined && said?.bytes === undefined) return said ? undefined : []
    left.add('elsewhere', wayBack(entry, steps).spot, shown(url))
    return undefined
  }
  const isHttp = url !== undefined && said?.status !== undefined
  if (isHttp) return httpCaptures(entry, steps, { sent, said, url, method }, left)
  return logCaptures(entry, { sent, said, url }, left)
}

interface Sides {
  readonly asked?: Side
  readonly said?: Side
}

function sidesOf(contract: Contract, object: Wire, steps: readonly string[]): Sides {
  const keys = Object.keys(object)
  const nameOf = (form: RegExp): string | undefined =>
    keys.find((key) => form.test(bare(key)) && object[key] !== null && object[key] !== undefined && object[key] !== '')
  const askedAt = nameOf(REQUEST)
  const saidAt = nameOf(REPLY)
  const about = aboutOf(object)
  const asked = askedAt === undefined ? undefined : sideOf(contract, object[askedAt], [...steps, askedAt])
  // Examples of an exchange, each with its own request.
  if (saidAt !== undefined && Array.isArray(object[saidAt]) && !isEventList(contract, object[saidAt])) return {}
  if (saidAt !== undefined) {
    const said = sideOf(contract, object[saidAt], [...steps, saidAt])
    return { ...(asked ? { asked } : {}), said: withRow(said, object, asked?.url ?? about.url) }
  }
  // Postman and others write the reply around its request.
  const isAround = asked !== undefined && about.status !== undefined && 'body' in object
  if (isAround) return { asked, said: sideOf(contract, object, steps) }
  // A reply with the address that it came from, as mocks are written: the body is that of the reply.
  const isMock =
    !asked && about.url !== undefined && about.status !== undefined && ('body' in object || 'json' in object)
  if (isMock) return { said: sideOf(contract, object, steps) }
  return asked ? { asked } : {}
}

function bare(key: string): string {
  return key.toLowerCase().replace(/[^a-z]/g, '')
}

/** A reply with what its row says of it: an address, a status and a request may be next to it. */
function withRow(said: Side, row: Wire, url: string | undefined): Side {
  const at =
    said.status === undefined
      ? Object.keys(row).find((key) => ROW_STATUS.test(bare(key)) && isStatus(row[key]))
      : undefined
  return {
    ...said,
    ...(at === undefined ? {} : { status: Number(row[at]) }),
    ...(said.url === undefined && url !== undefined ? { url } : {}),
  }
}

function isStatus(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 599
}

/** A line of a batch has the request itself: method, url and body. */
function batchLine(contract: Contract, object: Wire, steps: readonly string[]): Side | undefined {
  if (object.body === undefined || shapeOf(contract, object) !== undefined) return undefined
  const alone = sideOf(contract, object, steps)
  return shapeOf(contract, alone.body)?.form === 'request' ? alone : undefined
}

function isHere({ api, captures }: Contract, method: string | undefined, url: string): boolean {
  return endpointOf(api, method, url) !== undefined && !captures.isForeign(url)
}

/** An address without what may be secret in it. */
function shown(url: string): string {
  return url
    .replace(/[?#].*$/s, '')
    .replace(/\/\/[^/@]*@/, '//')
    .slice(0, 100)
}

interface Exchanged {
  readonly sent: Side | undefined
  readonly said: Side | undefined
  readonly url: string | undefined
}

/** An exchange of which the address and the status are known. */
function httpCaptures(
  entry: Entry,
  steps: readonly string[],
  { sent, said, url, method }: Exchanged & { readonly method: string | undefined },
  left: Leftover,
): readonly (Capture | Trouble)[] | undefined {
  const { contract } = entry
  const place = wayBack(entry, said?.steps ?? steps)
  const around = wayBack(entry, steps)
  const body = bytesOf(said)
  const text = body?.toString('utf8') ?? ''
  const at = { spot: around.spot, source: around.source, locate: place.locate }
  const endpoint = endpointOf(contract.api, method, url ?? '')
  const isMain = endpoint?.name === mainEndpoint(contract.api).name || endpoint?.events !== undefined
  const status = said?.status ?? 200
  const isKnown = isMain || status >= 400 || shapeOf(contract, said?.body) !== undefined
  const reason = !text.trim() ? 'empty' : isPacked(text) ? 'packed' : isKnown ? undefined : 'strange'
  const request = requestText(sent, said)
  const found = exchangeCaptures(
    contract,
    {
      method: method ?? endpoint?.method ?? 'POST',
      url: url ?? '',
      requestHeaders: sent?.headers ?? [],
      ...(request === undefined ? {} : { sent: request }),
      status,
      ...(said?.headers ? { headers: said.headers } : {}),
      body: body ?? Buffer.alloc(0),
      hasAllHeaders: false,
      hasEnd: entry.isWhole || hasEnd(contract, text),
    },
    at,
  ).map((one) => locateRequest(entry, one, sent))
  if (reason === undefined) return found
  left.add(reason, around.spot)
  const requests = found.filter((one) => 'subject' in one && one.subject.kind === 'request')
  return requests.length ? requests : undefined
}

function locateRequest(entry: Entry, one: Capture | Trouble, sent: Side | undefined): Capture | Trouble {
  const isRequest = 'subject' in one && one.subject.kind === 'request' && sent !== undefined
  return isRequest ? { ...one, locate: wayBack(entry, sent.steps).locate } : one
}

function hasEnd(contract: Contract, text: string): boolean {
  const mark = contract.api.endpoints.find(({ events }) => events?.end?.data !== undefined)?.events?.end?.data
  return mark !== undefined && text.slice(-1000).includes(`data: ${mark}`)
}

function bytesOf(side: Side | undefined): Buffer | undefined {
  if (side?.bytes) return side.bytes
  return side?.body === undefined ? undefined : Buffer.from(jsonText(side.body))
}

/** Compressed or cut by a recorder that took it for text. */
function isPacked(text: string): boolean {
  return /^[\s\S]{0,200}[\0-\x08\x0e-\x1f\ufffd]/.test(text) && !/^\s*(?:[{["<]|data:|event:|:)/.test(text)
}

/** A request and a reply of which only the bodies are known, in the form that a gateway logs. */
function logCaptures(entry: Entry, { sent, said, url }: Exchanged, left: Leftover): readonly Capture[] | undefined {
  const { contract } = entry
  const { api, captures } = contract
  const isRequest = sent !== undefined && captures.holdsPrompt(asObject(sent.body) ?? {})
  const path = url !== undefined && endpointOf(api, undefined, url) ? url : usualPath(contract, said)
  const request = isRequest ? requestOf(api, jsonText(assembled(sent?.body, said)), { url: path }) : undefined
  const reply = said && replyCapture(entry, said, request)
  const shape = sent && shapeOf(contract, sent.body)
  const isJudged = shape?.form === 'request'
  if (said && !reply && isJudged) left.add('strange', wayBack(entry, said.steps).spot)
  // A request that was refused is not judged again.
  const isRefused = reply?.subject.kind === 'reply' && (reply.subject.exchange.status ?? 200) >= 400
  if (!sent || !isJudged || isRefused) return reply ? [reply] : []
  const endpoint = request?.endpoint ?? shape.endpoint
  const own = valueCapture(entry, sent.body as Json, { ...shape, endpoint }, sent.steps, undefined)
  return reply ? [own, reply] : [own]
}

function requestText(sent: Side | undefined, said: Side | undefined): string | undefined {
  const changed = assembled(sent?.body, said)
  return changed === null || changed === sent?.body ? bytesOf(sent)?.toString('utf8') : jsonText(changed)
}

/** The request as the reply in a log answers it: a gateway that logs no headers logs a stream as one completion. */
function assembled(body: Json | undefined, said: Side | undefined): Json {
  const object = asObject(body)
  const isOne = said?.headers === undefined && asObject(said?.body) !== undefined
  if (!object || !isOne || object.stream !== true) return body ?? null
  const { stream: _, stream_options: __, ...rest } = object
  return rest as Json
}

/** The path of a request whose address is not known: its reply shows which endpoint it went to. */
function usualPath(contract: Contract, said: Side | undefined): string {
  const isStream = said !== undefined && (isStreamed(said) || isEventList(contract, said.body))
  const endpoint = isStream ? endpointNamed(contract.api, streamEndpoint(contract)) : undefined
  return (endpoint ?? mainEndpoint(contract.api)).path
}

function isStreamed({ body, bytes }: Side): boolean {
  return body === undefined && bytes !== undefined && isStreamText(bytes.toString('utf8', 0, 10_000))
}

function replyCapture(entry: Entry, said: Side, request?: Request): Capture | undefined {
  const { body, bytes, status, headers, steps } = said
  const { contract } = entry
  const known = {
    ...(request ? { request } : {}),
    ...(status === undefined ? {} : { status }),
    ...(headers ? { headers } : {}),
  }
  if (bytes && isStreamed(said)) return streamTextCapture(entry, bytes.toString('utf8'), steps, known)
  if (body === undefined) return undefined
  if (isEventList(contract, body)) return eventsCapture(entry, body, steps, known)
  const isError = status !== undefined && status >= 400
  const shape = isError ? shapeFor(contract, 'error') : shapeOf(contract, body)
  if (shape === undefined || shape.form === 'request') return undefined
  const found = valueCapture(entry, body, shape, steps, known)
  return { ...found, hides: (finding) => isMissingHeader(finding) || (found.hides?.(finding) ?? false) }
}
