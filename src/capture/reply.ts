/** Makes an exchange of what a capture holds of one. What it does not hold gets a placeholder and is noted as lacking. */
import { endpointName } from '../ask/apis.ts'
import { parseJson } from '../foundation/json.ts'
import type { Api, Endpoint, Exchange, Fact, Part, Request } from '../model/index.ts'
import type { CapturedReply } from './capture.ts'

/** What a capture may hold. */
export interface Known {
  readonly body: string | Uint8Array
  readonly form: 'json' | 'stream' | 'error'
  /** The endpoint that it comes from, where no request says it. */
  readonly endpoint: Endpoint
  readonly part?: Part
  readonly request?: Request
  readonly status?: number
  readonly headers?: Exchange['headers']
  readonly sentAt?: number
}

export function replyOf({ body, form, endpoint, part, request, status, headers, sentAt }: Known): CapturedReply {
  const lacks: Fact[] = ['times']
  if (!request) lacks.push('request')
  if (status === undefined) lacks.push('status')
  if (!headers) lacks.push('headers')
  if (sentAt === undefined) lacks.push('sentAt')
  const type = form === 'stream' ? 'text/event-stream' : 'application/json'
  return {
    kind: 'reply',
    exchange: {
      request: request ?? { method: 'POST', url: '', endpoint, headers: {} },
      sentAt: sentAt ?? 0,
      status: status ?? (form === 'error' ? 400 : 200),
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

/** A request of which the capture has at least the address. */
export function requestOf(
  api: Api,
  text: string | undefined,
  { method = 'POST', url, headers = {} }: Pick<Request, 'url'> & Partial<Pick<Request, 'method' | 'headers'>>,
): Request {
  const body = text === undefined ? undefined : parseJson(text)
  return {
    method,
    url,
    endpoint: endpointName(api, method, url),
    headers,
    ...(text === undefined ? {} : { text }),
    ...(body === undefined ? {} : { body }),
  }
}

/** An event with this data. A line break in JSON can only be between tokens. */
export function frameEvent(data: string): string {
  return `data: ${data.replace(/[\r\n]+/g, ' ')}\n\n`
}
