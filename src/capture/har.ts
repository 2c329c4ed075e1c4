/** Reads HTTP archives as browsers and proxies write them. */
import { asList, asObject } from '../foundation/json.ts'
import type { Json, Wire } from '../model/index.ts'
import type { Capture, Trouble } from './capture.ts'
import { readLiteral } from './documents/literal.ts'
import { type Spot, spotter } from './excerpt.ts'
import { follow } from './node.ts'
import { endpointOf, replyOf, requestOf, TITLES } from './reply.ts'
import { type Shape, shapeOf } from './shape.ts'

/** The archive holds the body decoded: what the header says of its form on the wire is true no more. */
const OF_THE_WIRE = new Set(['content-encoding', 'content-length', 'transfer-encoding'])

export function isHar(json: unknown): boolean {
  return Array.isArray(asObject(asObject(json)?.log)?.entries)
}

/** The exchanges with the endpoints that are judged; where one has no body, that is said. */
export function harCaptures(json: Json, text: string): readonly (Capture | Trouble)[] {
  const entries = asList(asObject(asObject(json)?.log)?.entries)
  const root = readLiteral(text)?.node
  const spotOf = spotter(text)
  const found = entries.flatMap((entry, i) => {
    const place = root && follow(root, ['log', 'entries', String(i)]).node.start
    return entryCaptures(asObject(entry) ?? {}, spotOf(place ?? 0), text)
  })
  if (found.length) return found
  const trouble = entries.length
    ? 'none of its entries is an exchange with /chat/completions or /models'
    : 'the archive has no entries'
  return [{ spot: { line: 1, column: 1 }, trouble, isHarmless: true }]
}

function entryCaptures(entry: Wire, spot: Spot, source: string): (Capture | Trouble)[] {
  const asked = asObject(entry.request) ?? {}
  const said = asObject(entry.response) ?? {}
  const url = typeof asked.url === 'string' ? asked.url : ''
  const method = typeof asked.method === 'string' ? asked.method : 'POST'
  const endpoint = endpointOf(url)
  // A browser asks for permission first.
  if (endpoint === 'other' || method === 'OPTIONS') return []
  const sent = asObject(asked.postData)?.text
  const body = typeof sent === 'string' ? sent : undefined
  const request = requestOf(body, { url, method, headers: Object.fromEntries(headersOf(asked)) })
  // Without its body a request tells nothing of what was asked for.
  const isKnown = request.body !== undefined || method === 'GET'
  const place = { spot, source, locate: () => spot }
  const found: (Capture | Trouble)[] = []
  const status = typeof said.status === 'number' ? said.status : 0
  if (status < 400 && shapeOf(request.body) === 'request' && request.body !== undefined)
    found.push({ ...place, title: TITLES.request, subject: { kind: 'request', body: request.body } })
  const bytes = bodyOf(asObject(said.content) ?? {})
  if (!status) return [...found, { spot, trouble: 'the exchange has no reply' }]
  if (!bytes) return [...found, { spot, trouble: 'the archive holds no body for this reply: save it "with content"' }]
  const headers = headersOf(said).filter(([name]) => !OF_THE_WIRE.has(name))
  const isStream = /^(?:data|event|:)/m.test(bytes.toString('latin1').slice(0, 10_000))
  const shape: Exclude<Shape, 'request'> | 'stream' =
    endpoint === 'models' || endpoint === 'model'
      ? endpoint
      : isStream
        ? 'stream'
        : status >= 400
          ? 'error'
          : 'completion'
  const sentAt = Date.parse(typeof entry.startedDateTime === 'string' ? entry.startedDateTime : '')
  const told = { body: bytes, shape, status, headers, ...(isKnown ? { request } : {}) }
  const subject = replyOf({ ...told, ...(Number.isNaN(sentAt) ? {} : { sentAt }) })
  return [...found, { ...place, title: TITLES[shape], subject }]
}

function bodyOf({ text, encoding }: Wire): Buffer | undefined {
  if (typeof text !== 'string' || text === '') return undefined
  return Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8')
}

function headersOf({ headers }: Wire): [string, string][] {
  return asList(headers).flatMap((field): [string, string][] => {
    const { name, value } = asObject(field) ?? {}
    // Names with a colon before them are part of the frame in HTTP/2.
    const isField = typeof name === 'string' && typeof value === 'string' && !name.startsWith(':')
    return isField ? [[name.toLowerCase(), value]] : []
  })
}
