/** A minimal client for the tests of the reference server, without checks. */
import { afterAll, onTestFinished } from 'vitest'
import { type ReferenceOptions, startReferenceServer } from '../../server/index.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests reach into replies of any shape
export type Loose = any

export const hello = { model: 'reference-1', messages: [{ role: 'user', content: 'Say hello to the world, please.' }] }

export const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { enum: ['celsius', 'fahrenheit'] } },
      required: ['city', 'unit'],
      additionalProperties: false,
    },
  },
}
export const time = { type: 'function', function: { name: 'get_time', parameters: { type: 'object', properties: {} } } }

export const forced = { ...hello, tools: [weather], tool_choice: 'required' }

/** A server for all tests of a file: called while tests are collected. */
export async function start(options: ReferenceOptions = {}): Promise<Client> {
  const server = await startReferenceServer(options)
  afterAll(() => server.close())
  return clientOf(server.baseUrl)
}

/** A server for the test that calls it. */
export async function startHere(options: ReferenceOptions = {}): Promise<Client> {
  const server = await startReferenceServer(options)
  onTestFinished(() => server.close())
  return clientOf(server.baseUrl)
}

interface Got {
  status: number
  headers: Headers
  text: string
  json: Loose
}

interface Streamed extends Got {
  /** Data of all events, parsed, without the terminator. */
  chunks: Loose[]
  /** The terminator was the last event. */
  done: boolean
}

export type Client = ReturnType<typeof clientOf>

function clientOf(baseUrl: string) {
  const get = async (path: string, init: RequestInit = {}): Promise<Got> => {
    const response = await fetch(baseUrl + path, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: parse(text) }
  }
  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Got> =>
    get('/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    })
  const stream = async (body: object): Promise<Streamed> => {
    const got = await post({ ...body, stream: true })
    const data = dataOf(got.text)
    return { ...got, chunks: data.filter((event) => event !== '[DONE]').map(parse), done: data.at(-1) === '[DONE]' }
  }
  return { baseUrl, get, post, stream }
}

function parse(text: string): Loose {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The data of the events of a stream, parsed as far as the server uses the SSE standard. */
export function dataOf(text: string): string[] {
  return text
    .split(/\r\n|\n|\r/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.replace(/^data: ?/, ''))
}

/** The choices of all chunks with this index. */
export function choices(chunks: Loose[], index = 0): Loose[] {
  return chunks.flatMap((chunk) => chunk.choices).filter((choice: Loose) => choice.index === index)
}

/** The joined text of the deltas of a choice. */
export function textOf(chunks: Loose[], index = 0): string {
  return choices(chunks, index)
    .map((choice) => choice.delta.content ?? '')
    .join('')
}

/** The calls assembled from the deltas of a choice. */
export function callsOf(chunks: Loose[], index = 0): { id: string; name: string; arguments: string }[] {
  const calls: { id: string; name: string; arguments: string }[] = []
  for (const { delta } of choices(chunks, index))
    for (const fragment of delta.tool_calls ?? []) {
      const call = calls[fragment.index] ?? { id: '', name: '', arguments: '' }
      calls[fragment.index] = call
      call.id += fragment.id ?? ''
      call.name += fragment.function?.name ?? ''
      call.arguments += fragment.function?.arguments ?? ''
    }
  return calls
}
