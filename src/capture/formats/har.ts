/** Reads HTTP archives as browsers and proxies write them. */
import { endpointOf } from '../../ask/apis.ts'
import { asList, asObject } from '../../foundation/json.ts'
import type { Json, Wire } from '../../model/index.ts'
import type { Capture, Trouble } from '../capture.ts'
import { readLiteral } from '../documents/literal.ts'
import { type Spot, spotter } from '../excerpt.ts'
import { exchangeCaptures, type Kept } from '../exchange.ts'
import { follow } from '../node.ts'
import type { Contract } from '../shape.ts'

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

function entryCaptures(contract: Contract, entry: Wire, spot: Spot, source: string): readonly (Capture | Trouble)[] {
  const asked = asObject(entry.request) ?? {}
  const said = asObject(entry.response) ?? {}
  const url = typeof asked.url === 'string' ? asked.url : ''
  const method = typeof asked.method === 'string' ? asked.method : 'POST'
  if (!endpointOf(contract.api, method, url)) return []
  const text = asObject(asked.postData)?.text
  const sent = typeof text === 'string' ? { sent: text } : {}
  const status = typeof said.status === 'number' ? said.status : 0
  const body = bodyOf(asObject(said.content) ?? {})
  const sentAt = Date.parse(typeof entry.startedDateTime === 'string' ? entry.startedDateTime : '')
  const kept: Kept = {
    method,
    url,
    requestHeaders: headersOf(asked),
    ...sent,
    status,
    headers: headersOf(said),
    body: body ?? Buffer.alloc(0),
    ...(Number.isNaN(sentAt) ? {} : { sentAt }),
    hasAllHeaders: true,
    hasEnd: true,
  }
  const found = exchangeCaptures(contract, kept, { spot, source, locate: () => spot })
  if (body && status) return found
  const requests = found.filter((one) => 'subject' in one && one.subject.kind === 'request')
  const trouble = status
    ? 'the archive holds no body for this reply: save it "with content"'
    : 'the exchange has no reply'
  return [...requests, { spot, trouble }]
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
