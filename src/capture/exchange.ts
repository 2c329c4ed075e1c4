/** Judges an exchange of which a file has the address, the status and the bodies. */
import { endpointOf } from '../ask/apis.ts'
import type { Finding } from '../model/index.ts'
import type { Capture, Trouble } from './capture.ts'
import type { Spot } from './excerpt.ts'
import { type Known, replyOf, requestOf } from './reply.ts'
import { type Contract, isStreamText, replyTitle, requestShape, STREAM, shapeOf } from './shape.ts'

export type Headers = readonly (readonly [name: string, value: string])[]

/** What a file has of an exchange. */
export interface Kept {
  readonly method: string
  readonly url: string
  readonly requestHeaders: Headers
  readonly sent?: string
  readonly status: number
  /** Header names are in lower case. */
  readonly headers?: Headers
  readonly body: Buffer
  readonly sentAt?: number
  /** The file has all headers of the reply, so that a missing header was never sent. */
  readonly hasAllHeaders: boolean
  /** The body has its end, so that a missing event was never sent. */
  readonly hasEnd: boolean
}

export interface Place {
  readonly spot: Spot
  readonly source: string
  locate(at: string): Spot
}

/** Files hold bodies decoded and in one piece: these headers describe their form on the wire. */
const OF_THE_WIRE = new Set(['content-encoding', 'content-length', 'transfer-encoding'])

/** The request and the reply of an exchange; nothing if it is not with an endpoint of the API. */
export function exchangeCaptures(contract: Contract, kept: Kept, place: Place): readonly (Capture | Trouble)[] {
  const { method, url, status, body } = kept
  const endpoint = endpointOf(contract.api, method, url)
  if (!endpoint) return []
  const request = requestOf(contract.api, kept.sent, { url, method, headers: Object.fromEntries(kept.requestHeaders) })
  // Without its body a request does not show what was asked for.
  const isKnown = request.body !== undefined || method === 'GET'
  const found: (Capture | Trouble)[] = []
  // A request that was refused is not judged again.
  if (status < 400 && shapeOf(contract, request.body)?.form === 'request' && request.body !== undefined) {
    const subject = { kind: 'request', endpoint: endpoint.name, body: request.body } as const
    found.push({ ...place, title: requestShape(contract, endpoint.name).title, subject })
  }
  const isStream = endpoint.events !== undefined && isStreamText(body.toString('latin1').slice(0, 10_000))
  const form: Known['form'] = isStream ? 'stream' : status >= 400 ? 'error' : 'json'
  const titles = { stream: STREAM, error: 'an error reply', json: replyTitle(contract, endpoint.name) }
  const headers = kept.headers?.filter(([name]) => !OF_THE_WIRE.has(name))
  const isPart = isStream && !kept.hasEnd
  const subject = replyOf({
    body,
    form,
    endpoint: endpoint.name,
    status,
    ...(headers ? { headers } : {}),
    ...(isKnown ? { request } : {}),
    ...(isPart ? { part: 'beginning' } : {}),
    ...(kept.sentAt === undefined ? {} : { sentAt: kept.sentAt }),
  })
  const hides = kept.hasAllHeaders ? {} : { hides: isMissingHeader }
  return [...found, { ...place, ...hides, ...(isPart ? { hasNoEnd: true } : {}), title: titles[form], subject }]
}

/** Of the headers of a reply, many files keep only some. */
export function isMissingHeader({ at, got }: Finding): boolean {
  return at.startsWith('/headers/') && got === undefined
}
