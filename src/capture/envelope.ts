/** Reads one side of an exchange as logs and cassettes write it: bare, or in an envelope with address, status and headers. */
import { asList, asObject, parseJson } from '../foundation/json.ts'
import type { Json, Wire } from '../model/index.ts'
import { decodeContent } from '../wire/coding.ts'
import type { Headers } from './exchange.ts'
import { type Contract, shapeOf } from './shape.ts'

export interface Side {
  /** Parsed, if it is JSON; undefined if there is none. */
  readonly body?: Json
  /** As it was written. */
  readonly bytes?: Buffer
  /** The way to the body. */
  readonly steps: readonly string[]
  readonly url?: string
  readonly method?: string
  readonly status?: number
  readonly headers?: Headers
}

const BODY = ['body', 'parsed_body', 'json', 'jsonBody', 'base64Body', 'content', 'text', 'bodyString', 'data']
const URL_KEYS = ['url', 'uri', 'urlPath', 'urlPattern', 'path', 'endpoint']
const STATUS = ['status', 'status_code', 'statusCode', 'code', 'http_status']
const HEADERS = ['headers', 'header', 'rawHeaders', 'response_headers', 'responseHeaders']

/** The side that a value is. */
export function sideOf(contract: Contract, value: unknown, steps: readonly string[]): Side {
  const object = asObject(value)
  const isBare = object === undefined || shapeOf(contract, object) !== undefined
  const key = isBare ? undefined : BODY.find((name) => object[name] !== undefined && object[name] !== null)
  const about = isBare ? {} : aboutOf(object)
  if (key === undefined)
    return isBare || !isEnvelope(about) ? { ...bodyOf(value), steps, ...about } : { steps, ...about }
  const isCoded = key === 'base64Body' || object?.encodedBody === true
  const body = isCoded ? { bytes: Buffer.from(String(object?.[key]), 'base64') } : bodyOf(object?.[key])
  return { ...decoded(body, about.headers), steps: [...steps, key], ...about }
}

type About = Pick<Side, 'url' | 'method' | 'status' | 'headers'>

/** What an object says of an exchange, in any of the names for it. */
export function aboutOf(object: Wire): About {
  const url = URL_KEYS.map((key) => textIn(object[key])).find((text) => text !== undefined && /[/:]/.test(text))
  const method = textIn(object.method)?.toUpperCase()
  const status = STATUS.map((key) => statusIn(object[key])).find((code) => code !== undefined)
  const headers = HEADERS.map((key) => headersOf(object[key])).find((all) => all !== undefined)
  return {
    ...(url === undefined ? {} : { url }),
    ...(method && /^[A-Z]{3,7}$/.test(method) ? { method } : {}),
    ...(status === undefined ? {} : { status }),
    ...(headers ? { headers } : {}),
  }
}

function isEnvelope({ url, status, headers }: About): boolean {
  return url !== undefined || status !== undefined || headers !== undefined
}

/** A string, or what wraps one: `{ raw }` in Postman, `[{ matcher, value }]` in Hoverfly, `{ equalTo }` in WireMock. */
function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const wrapped = asObject(Array.isArray(value) ? value[0] : value)
  const inner = wrapped?.raw ?? wrapped?.value ?? wrapped?.equalTo
  return typeof inner === 'string' ? inner : undefined
}

/** A status: 200, "200 OK", { code: 200 }. */
function statusIn(value: unknown): number | undefined {
  const code = asObject(value)?.code ?? value
  const number = typeof code === 'string' && /^\d{3}(?:\s|$)/.test(code) ? Number(code.slice(0, 3)) : code
  return typeof number === 'number' && Number.isInteger(number) && number >= 100 && number <= 599 ? number : undefined
}

/** Headers as an object, as a list of pairs, or as names and values in turn. */
function headersOf(headers: unknown): Headers | undefined {
  const list = asList(headers)
  if (list.length && list.every((one) => typeof one === 'string'))
    return list.flatMap((name, i) => (i % 2 ? [] : [[String(name).toLowerCase(), String(list[i + 1] ?? '')] as const]))
  if (list.length) return list.flatMap(headerIn)
  const fields = asObject(headers)
  if (!fields) return undefined
  return Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (typeof one === 'string' ? [[name.toLowerCase(), one] as const] : [])),
  )
}

function headerIn(field: unknown): Headers {
  const { name, key, value } = asObject(field) ?? {}
  const [first, second] = Array.isArray(field) ? (field as readonly unknown[]) : [name ?? key, value]
  return typeof first === 'string' && typeof second === 'string' ? [[first.toLowerCase(), second]] : []
}

type Body = Pick<Side, 'body' | 'bytes'>

/** A body: a string, an object, or what a cassette wraps it in. */
function bodyOf(value: unknown): Body {
  if (value === undefined || value === null) return {}
  if (typeof value === 'string') return ofBytes(bytesIn(value))
  const wrapped = asObject(value)
  const coded = wrapped?.base64_string ?? wrapped?.base64
  if (typeof coded === 'string') return ofBytes(Buffer.from(coded, 'base64'))
  if (wrapped && 'string' in wrapped && Object.keys(wrapped).every((key) => /^(?:string|encoding)$/.test(key)))
    return wrapped.encoding === 'base64' && typeof wrapped.string === 'string'
      ? ofBytes(Buffer.from(wrapped.string, 'base64'))
      : bodyOf(wrapped.string)
  const inner = textIn(value)
  if (inner !== undefined && (Array.isArray(value) || wrapped?.mode === 'raw' || wrapped?.matcher)) return bodyOf(inner)
  return { body: value as Json }
}

/** Bytes that were written as characters, as some recorders do with what is compressed. */
function bytesIn(text: string): Buffer {
  return Buffer.from(text, /^\x1f[\x8b]/.test(text) ? 'latin1' : 'utf8')
}

function ofBytes(bytes: Buffer): Body {
  const body = parseJson(bytes.toString('utf8'))
  return { bytes, ...(body === undefined ? {} : { body }) }
}

/** The body without its compression. */
function decoded(body: Body, headers: Headers | undefined): Body {
  const { bytes } = body
  if (!bytes || body.body !== undefined) return body
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  const coding: Headers = isGzip ? [['content-encoding', 'gzip']] : (headers ?? [])
  const [piece] = decodeContent({ headers: coding, pieces: [{ at: 0, bytes }], ended: 'complete' })
  return piece ? ofBytes(Buffer.from(piece.bytes)) : body
}
