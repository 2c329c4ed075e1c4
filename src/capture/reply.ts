/** Makes an exchange of what a capture tells of one. What it does not tell is filled in for form's sake, and noted as lacking. */
import { parseJson } from '../foundation/json.ts'
import type { Endpoint, Exchange, Fact, Part, Request } from '../model/index.ts'
import type { CapturedReply } from './capture.ts'
import type { Shape } from './shape.ts'

/** What a capture may tell. */
export interface Told {
  readonly body: string | Uint8Array
  readonly shape: Exclude<Shape, 'request'> | 'stream'
  readonly part?: Part
  readonly request?: Request
  readonly status?: number
  readonly headers?: Exchange['headers']
  readonly sentAt?: number
}

export function replyOf({ body, shape, part, request, status, headers, sentAt }: Told): CapturedReply {
  const endpoint = shape === 'models' || shape === 'model' ? shape : 'chat'
  const lacks: Fact[] = ['times']
  if (!request) lacks.push('request')
  if (status === undefined) lacks.push('status')
  if (!headers) lacks.push('headers')
  if (sentAt === undefined) lacks.push('sentAt')
  const type = shape === 'stream' ? 'text/event-stream' : 'application/json'
  return {
    kind: 'reply',
    exchange: {
      request: request ?? { method: 'POST', url: '', endpoint, headers: {} },
      sentAt: sentAt ?? 0,
      status: status ?? (shape === 'error' ? 400 : 200),
      headers: headers ?? [['content-type', type]],
      pieces: [{ at: 0, bytes: typeof body === 'string' ? Buffer.from(body) : body }],
      ended: 'complete',
      timings: { totalMs: 0 },
      retries: [],
    },
    ...(part ? { part } : {}),
    lacks: new Set(lacks),
  }
}

/** A request of which the capture has at least the body. */
export function requestOf(
  text: string | undefined,
  {
    method = 'POST',
    url = '/chat/completions',
    headers = {},
  }: Partial<Pick<Request, 'method' | 'url' | 'headers'>> = {},
): Request {
  const body = text === undefined ? undefined : parseJson(text)
  return {
    method,
    url,
    endpoint: endpointOf(url),
    headers,
    ...(text === undefined ? {} : { text }),
    ...(body === undefined ? {} : { body }),
  }
}

/** What kind of reply the path of an address promises. */
export function endpointOf(url: string): Endpoint {
  const path = url.replace(/[?#].*$/s, '').replace(/\/+$/, '')
  if (/\/chat\/completions$/.test(path)) return 'chat'
  if (/\/models$/.test(path)) return 'models'
  return /\/models\/./.test(path) ? 'model' : 'other'
}

/** The event that carries this JSON text. A line break can only stand between tokens. */
export function framed(json: string): string {
  return `data: ${json.replace(/[\r\n]+/g, ' ')}\n\n`
}

export const DONE = 'data: [DONE]\n\n'

/** For people: what was captured. */
export const TITLES: Readonly<Record<Shape | 'stream', string>> = {
  completion: 'a completion',
  chunk: 'a chunk',
  stream: 'a stream',
  error: 'an error reply',
  models: 'a list of models',
  model: 'a model',
  request: 'a request',
}
