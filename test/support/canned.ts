/**
 * A mock server that keeps the protocol and has no model: it answers every request that it can read with the same reply, streamed if
 * the request asks for a stream. Of a request it reads nothing else but `stream` and `stream_options.include_usage`.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

export interface Canned {
  /** The words of the answer, by the number of the reply. */
  readonly words: (reply: number) => string
  /** Members of a message, a choice and a reply that are not needed by clients; none by default. */
  readonly extra?: { readonly message?: object; readonly choice?: object; readonly reply?: object }
  /** Puts the words in front of each space into a chunk of its own. By default there is one chunk with the answer. */
  readonly wordByWord?: true
  /** Requires this key. */
  readonly key?: string
}

const MODEL = 'canned-1'
const USAGE = { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19 }

/** The listener of the mock, for an HTTP server. */
export function cannedListener(canned: Canned): RequestListener {
  let replies = 0
  return (request, response) => {
    answer(canned, request, response, () => replies++).catch(() => response.destroy())
  }
}

async function answer(canned: Canned, request: IncomingMessage, response: ServerResponse, count: () => number) {
  const text = await readText(request)
  const path = request.url ?? ''
  const isChat = path === '/v1/chat/completions'
  if (!isChat && !path.startsWith('/v1/models')) return refuse(response, 404, 'There is no such path.')
  const allowed = isChat ? 'POST' : 'GET'
  if (request.method !== allowed)
    return refuse(response, 405, `The method is not allowed; expected ${allowed}.`, { allow: allowed })
  if (canned.key !== undefined && request.headers.authorization?.replace(/^bearer /i, '') !== canned.key)
    return refuse(response, 401, 'The key is missing or wrong.', { 'www-authenticate': 'Bearer' })
  if (!isChat) return listModels(path, response)
  const body = readObject(text)
  if (!body) return refuse(response, 400, 'The body is not a JSON object.')
  const number = count()
  const envelope = {
    id: `chatcmpl-${number}`,
    created: Math.floor(Date.now() / 1000),
    model: MODEL,
    ...canned.extra?.reply,
  }
  const words = canned.words(number)
  if (body.stream === true) return stream(canned, words, envelope, hasUsage(body), response)
  const message = { role: 'assistant', content: words, ...canned.extra?.message }
  const choices = [{ index: 0, message, finish_reason: 'stop', ...canned.extra?.choice }]
  send(response, 200, { ...envelope, object: 'chat.completion', choices, usage: USAGE })
}

function stream(canned: Canned, words: string, envelope: object, isCounted: boolean, response: ServerResponse): void {
  const pieces = canned.wordByWord ? words.split(/(?<= )/) : [words]
  const deltas = [{ role: 'assistant', content: '' }, ...pieces.map((content) => ({ content })), {}]
  const chunks: object[] = deltas.map((delta, i) => ({
    choices: [{ index: 0, delta, finish_reason: i === deltas.length - 1 ? 'stop' : null, ...canned.extra?.choice }],
    ...(isCounted ? { usage: null } : {}),
  }))
  if (isCounted) chunks.push({ choices: [], usage: USAGE })
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const events = chunks.map((chunk) => JSON.stringify({ ...envelope, object: 'chat.completion.chunk', ...chunk }))
  response.end([...events, '[DONE]'].map((data) => `data: ${data}\n\n`).join(''))
}

function listModels(path: string, response: ServerResponse): void {
  const model = { id: MODEL, object: 'model', created: 1_700_000_000, owned_by: 'canned' }
  if (path === '/v1/models') send(response, 200, { object: 'list', data: [model] })
  else if (path === `/v1/models/${MODEL}`) send(response, 200, model)
  else refuse(response, 404, 'There is no such model.')
}

function refuse(response: ServerResponse, status: number, message: string, headers: Record<string, string> = {}): void {
  const error = { message, type: 'invalid_request_error', param: null, code: null }
  send(response, status, { error }, headers)
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function hasUsage({ stream_options: options }: Record<string, unknown>): boolean {
  return (options as { include_usage?: unknown } | null | undefined)?.include_usage === true
}
