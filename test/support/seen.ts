/** Builders of observations for rule tests. All of them go through the real `observe`. */
import { apiNamed, ownApis } from '../../src/ask/apis.ts'
import type {
  Api,
  ConversationSeen,
  Ending,
  Endpoint,
  ErrorSeen,
  Exchange,
  Extension,
  Json,
  JsonObject,
  JsonSeen,
  Observation,
  Piece,
  RunSeen,
  StreamSeen,
  Trace,
} from '../../src/model/index.ts'
import { observe } from '../../src/read/observe.ts'

/** 2026-01-01T00:00:00Z, in milliseconds: when every built request was sent. */
export const SENT_AT = 1_767_225_600_000
const CREATED = SENT_AT / 1000 + 1

type Body = Record<string, unknown>

/** The API of chat completions. */
export const CHAT = apiNamed('chat-completions')
/** The API of LightLLM's generate. */
export const GENERATE = apiNamed('generate')

export interface Circumstances {
  /** Members of the request body, which override those of a plain question. */
  readonly ask?: Body
  /** The request body as a string, in place of `ask`. */
  readonly askText?: string
  readonly method?: string
  readonly api?: Api
  readonly endpoint?: Endpoint
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly requestHeaders?: Readonly<Record<string, string>>
  readonly ended?: Ending
  readonly sentAt?: number
  readonly owed?: 'success' | 'refusal' | 'either'
  readonly case?: string
  readonly turn?: number
  /** Milliseconds from the request to each piece of the body, if it is given as several pieces. */
  readonly times?: readonly number[]
  readonly totalMs?: number
  /** Members beyond the contract that the profile documents. */
  readonly extensions?: readonly Extension[]
  /** Every delta contains the complete text so far. */
  readonly cumulative?: true
}

/** A question without any option. */
export const QUESTION = { model: 'reference-1', messages: [{ role: 'user', content: 'Hello' }] }

export function aCompletion(patch: Body = {}): Body {
  return {
    id: 'chatcmpl-abc123',
    object: 'chat.completion',
    created: CREATED,
    model: 'reference-1',
    choices: [aChoice()],
    usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
    ...patch,
  }
}

/** A choice; `message` members override those of an assistant message that says hello. */
export function aChoice({ message, ...patch }: Body = {}): Body {
  const greeting = { role: 'assistant', content: 'Hello there', refusal: null }
  const own = typeof message === 'object' && message !== null ? { ...greeting, ...message } : (message ?? greeting)
  return { index: 0, message: own, logprobs: null, finish_reason: 'stop', ...patch }
}

/** A tool call of a message. */
export function aCall(name: string, args: string, patch: Body = {}): Body {
  return { id: `call_${name}`, type: 'function', function: { name, arguments: args }, ...patch }
}

/** A chunk with one choice; `choice` and `chunk` override its members. */
export function aChunk(delta: unknown, choice: Body = {}, chunk: Body = {}): Body {
  return {
    id: 'chatcmpl-abc123',
    object: 'chat.completion.chunk',
    created: CREATED,
    model: 'reference-1',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...choice }],
    ...chunk,
  }
}

/** The chunks of a complete, valid stream with these texts. */
export function chunksSaying(...texts: string[]): Body[] {
  const greeting = texts.map((content) => aChunk({ content }))
  return [aChunk({ role: 'assistant', content: '' }), ...greeting, aChunk({}, { finish_reason: 'stop' })]
}

/** The chunk with the usage of a stream. */
export function aUsageChunk(usage: Body = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 }): Body {
  return aChunk({}, {}, { choices: [], usage })
}

/** The body of a reply: bytes, a string, or a value to be sent as JSON. */
export function reply(body: unknown, about: Circumstances = {}): Observation {
  return observe(
    { case: about.case ?? 'suite/case', turn: about.turn ?? 0, owed: about.owed ?? 'success' },
    exchange(body, about),
    {
      api: about.api ?? apiOf(about.endpoint),
      extensions: about.extensions ?? [],
      ...(about.cumulative ? { cumulative: true } : {}),
    },
  )
}

/** The API that has the endpoint; chat completions for a path that no API has. */
function apiOf(endpoint: Endpoint = 'chat'): Api {
  return [...ownApis.values()].find(({ endpoints }) => endpoints.some(({ name }) => name === endpoint)) ?? CHAT
}

/** A JSON reply of the chat endpoint. */
export function completion(body: unknown = aCompletion(), about: Circumstances = {}): JsonSeen {
  return of('json', reply(body, about))
}

/** A streamed reply: chunk objects (framed, followed by [DONE] unless `done` is false), or the raw text or bytes. */
export function stream(
  body: readonly unknown[] | string | Buffer | readonly Buffer[] = chunksSaying('Hello', ' there'),
  { done = true, ...about }: Circumstances & { done?: boolean } = {},
): StreamSeen {
  const raw = typeof body === 'string' || Buffer.isBuffer(body) || Buffer.isBuffer(body[0])
  const text = raw ? body : [...(body as readonly unknown[]).map(frame), done ? 'data: [DONE]\n\n' : ''].join('')
  return of(
    'stream',
    reply(text, {
      ...about,
      ask: { stream: true, ...about.ask },
      headers: { 'content-type': 'text/event-stream', ...about.headers },
    }),
  )
}

/** One event as a string. */
export function frame(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
}

export const ERROR = { error: { message: 'No.', type: 'invalid_request_error', param: null, code: null } }

/** An error reply. */
export function errorReply(status = 400, body: unknown = ERROR, about: Circumstances = {}): ErrorSeen {
  return of('error', reply(body, { owed: 'refusal', ...about, status }))
}

export const A_MODEL = { id: 'reference-1', object: 'model', created: 1_700_000_000, owned_by: 'nobody' }

export function models(body: unknown = { object: 'list', data: [A_MODEL] }, about: Circumstances = {}): JsonSeen {
  return of('json', reply(body, { ...about, method: 'GET', endpoint: 'models' }))
}

export function model(body: unknown = A_MODEL, about: Circumstances = {}): JsonSeen {
  return of('json', reply(body, { ...about, method: 'GET', endpoint: 'model' }))
}

/** All replies of one case. */
export function conversation(...replies: Observation[]): ConversationSeen {
  return { kind: 'conversation', replies }
}

/** The traces of the replies of a run. */
export function run(...traces: Partial<Trace>[]): RunSeen {
  return {
    kind: 'run',
    traces: traces.map((trace, i) => ({ case: `suite/case-${i}`, turn: 0, callIds: [], beyond: [], ...trace })),
  }
}

function of<K extends Observation['kind']>(kind: K, seen: Observation): Extract<Observation, { kind: K }> {
  if (seen.kind !== kind) throw new Error(`the built reply is read as ${seen.kind}, not ${kind}`)
  return seen as Extract<Observation, { kind: K }>
}

const PATHS: Readonly<Record<Endpoint, string>> = {
  chat: '/chat/completions',
  models: '/models',
  model: '/models/reference-1',
  other: '/other',
}

function exchange(body: unknown, about: Circumstances): Exchange {
  const endpoint = about.endpoint ?? 'chat'
  const asks = (about.method ?? 'POST') === 'POST'
  // Other endpoints have other request bodies.
  const asked = { ...(endpoint in PATHS ? QUESTION : {}), ...about.ask } as JsonObject
  const text = about.askText ?? JSON.stringify(asked)
  const parsed = parse(text)
  const status = about.status ?? 200
  const silent = about.ended === 'hung-up' || about.ended === 'no-reply' || about.ended === 'unreachable'
  return {
    request: {
      method: about.method ?? 'POST',
      url: `http://127.0.0.1:1/v1${PATHS[endpoint] ?? '/other'}`,
      endpoint,
      headers: { 'content-type': 'application/json', ...about.requestHeaders },
      ...(asks ? { text } : {}),
      ...(asks && parsed !== undefined ? { body: parsed } : {}),
    },
    sentAt: about.sentAt ?? SENT_AT,
    ...(silent ? {} : { status }),
    headers: silent ? [] : Object.entries({ 'content-type': 'application/json', ...about.headers }),
    pieces: silent ? [] : pieces(body, about.times),
    ended: about.ended ?? 'complete',
    timings: { firstByteMs: 1, totalMs: about.totalMs ?? Math.max(2, ...(about.times ?? [])) },
    retries: [],
  }
}

function pieces(body: unknown, times: readonly number[] = []): Piece[] {
  const parts = Array.isArray(body) && Buffer.isBuffer(body[0]) ? (body as Buffer[]) : [bytes(body)]
  return parts.map((part, i) => ({ at: times[i] ?? i + 1, bytes: part }))
}

function bytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''))
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
