/** Reads HTTP archives as browsers and proxies write them. */
import { endpointOf } from '../ask/apis.ts'
import { asList, asObject } from '../foundation/json.ts'
import type { Json, Wire } from '../model/index.ts'
import type { Capture, Trouble } from './capture.ts'
import { readLiteral } from './documents/literal.ts'
import { type Spot, spotter } from './excerpt.ts'
import { follow } from './node.ts'
import { type Known, replyOf, requestOf } from './reply.ts'
import { type Contract, isStreamText, replyTitle, requestShape, STREAM, shapeOf } from './shape.ts'

/** The archive holds the body decoded: these headers describe its form on the wire. */
const OF_THE_WIRE = new Set(['content-encoding', 'content-length', 'transfer-encoding'])

export function isHar(json: unknown): boolean {
  return Array.isArray(asObject(asObject(json)?.log)?.entries)
}

/** The exchanges with the endpoints of the API; a body that is missing is reported. */
export function harCaptures(contract: Contract, json: Json, text: string): readonly (Capture | Trouble)[] {
  const entries = asList(asObject(asObject(json)?.log)?.entries)
  const root = readLiteral(text)?.node
  const spotOf = spotter(text)
  const found = entries.flatMap((entry, i) => {
    const place = root && follow(root, ['log', 'entries', String(i)]).node.start
    return entryCaptures(contract, asObject(entry) ?? {}, spotOf(place ?? 0), text)
  })
  if (found.length) return found
  const trouble = entries.length
    ? `none of its entries is an exchange with ${contract.api.endpoints.map(({ path }) => path).join(', ')}`
    : 'the archive has no entries'
  return [{ spot: { line: 1, column: 1 }, trouble, isHarmless: true }]
}

function entryCaptures(contract: Contract, entry: Wire, spot: Spot, source: string): (Capture | Trouble)[] {
  const asked = asObject(entry.request) ?? {}
  const said = asObject(entry.response) ?? {}
  const url = typeof asked.url === 'string' ? asked.url : ''
  const method = typeof asked.method === 'string' ? asked.method : 'POST'
  const endpoint = endpointOf(contract.api, method, url)
  if (!endpoint) return []
  const sent = asObject(asked.postData)?.text
  const body = typeof sent === 'string' ? sent : undefined
  const request = requestOf(contract.api, body, { url, method, headers: Object.fromEntries(headersOf(asked)) })
  // Without its body a request does not show what was asked for.
  const isKnown = request.body !== undefined || method === 'GET'
  const place = { spot, source, locate: () => spot }
  const found: (Capture | Trouble)[] = []
  const status = typeof said.status === 'number' ? said.status : 0
  if (status < 400 && shapeOf(contract, request.body)?.form === 'request' && request.body !== undefined) {
    const subject = { kind: 'request', endpoint: endpoint.name, body: request.body } as const
    found.push({ ...place, title: requestShape(contract, endpoint.name).title, subject })
  }
  const bytes = bodyOf(asObject(said.content) ?? {})
  if (!status) return [...found, { spot, trouble: 'the exchange has no reply' }]
  if (!bytes) return [...found, { spot, trouble: 'the archive holds no body for this reply: save it "with content"' }]
  const headers = headersOf(said).filter(([name]) => !OF_THE_WIRE.has(name))
  const isStream = endpoint.events !== undefined && isStreamText(bytes.toString('latin1').slice(0, 10_000))
  const form: Known['form'] = isStream ? 'stream' : status >= 400 ? 'error' : 'json'
  const titles = { stream: STREAM, error: 'an error reply', json: replyTitle(contract, endpoint.name) }
  const sentAt = Date.parse(typeof entry.startedDateTime === 'string' ? entry.startedDateTime : '')
  const known = { body: bytes, form, endpoint: endpoint.name, status, headers, ...(isKnown ? { request } : {}) }
  const subject = replyOf({ ...known, ...(Number.isNaN(sentAt) ? {} : { sentAt }) })
  return [...found, { ...place, title: titles[form], subject }]
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
