import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { listVariants } from '../../server/index.ts'
import {
  type Client,
  callsOf,
  choices,
  dataOf,
  forced,
  hello,
  type Loose,
  start,
  startHere,
  textOf,
  time,
} from './client.ts'
import { refusals } from './refusals.ts'
import { thinkingModels } from './thinking-models.ts'
import { weakModels } from './weak-models.ts'

const variants = await listVariants()
const plainServer = await start()
const plain = (await plainServer.post(hello)).json
const text: string = plain.choices[0].message.content
const german = { ...hello, messages: [{ role: 'user', content: 'Wiederhole: Grüße 日本 👩‍👩‍👧‍👦' }] }
const named = { ...forced, tool_choice: { type: 'function', function: { name: 'get_weather' } } }
const legacy = { ...hello, functions: [forced.tools[0]?.function], function_call: { name: 'get_weather' } }
const usage = { stream_options: { include_usage: true } }
const probable = { ...hello, logprobs: true, top_logprobs: 2 }

const body = async (client: Client, ask: object = hello) => (await client.post(ask)).json
const chunksOf = async (client: Client, ask: object = hello) => (await client.stream(ask)).chunks
const raw = async (client: Client, ask: object = hello) => (await client.stream(ask)).text
const withArguments = async (client: Client) => {
  const [choice] = (await body(client, forced)).choices
  return String(choice.message.tool_calls[0].function.arguments)
}
/** The pieces in which the body of a stream is received; the network can join them but not split them. */
const pieces = async (client: Client, ask: object = hello) => {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...ask, stream: true }),
  }
  const response = await fetch(`${client.baseUrl}/chat/completions`, init)
  const got: Uint8Array[] = []
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) got.push(piece)
  return got
}

/** The test of each variant: what it must do. */
const shows: Record<string, (client: Client) => Promise<unknown>> = {
  ...thinkingModels,
  ...weakModels,
  crlf: async (client) => expect(await raw(client)).toMatch(/^data: .*\r\n\r\n/),
  cr: async (client) => expect(await raw(client)).not.toContain('\n'),
  'mixed-line-ends': async (client) => expect(await raw(client)).toMatch(/\}\n\ndata.*\}\r\n\r\ndata.*\}\r\rdata/),
  'no-space': async (client) => expect(await raw(client)).toMatch(/^data:\{/),
  comments: async (client) => expect(await raw(client)).toMatch(/\n\n: keep-alive\n\ndata: \[DONE\]/),
  'comment-first': async (client) => expect(await raw(client)).toMatch(/^: /),
  'comment-in-event': async (client) => expect(await raw(client)).toMatch(/^: before\ndata: .*\n:\n\n/),
  'comment-after-done': async (client) => expect(await raw(client)).toMatch(/\[DONE\]\n\n: goodbye\n\n$/),
  'unknown-field': async (client) => expect(await raw(client)).toMatch(/^x-trace: 1f\ndata: \{/),
  'blank-lines-first': async (client) => expect(await raw(client)).toMatch(/^\n\ndata/),
  'extra-blank-lines': async (client) => expect(await raw(client)).toMatch(/\}\n\n\n\ndata/),
  'split-utf8': async (client) => expect(Buffer.concat(await pieces(client, german)).toString()).toContain('[DONE]'),
  'one-byte-pieces': async (client) => expect((await pieces(client)).length).toBeGreaterThan(50),
  'odd-pieces': async (client) => expect((await raw(client)).endsWith('[DONE]\n\n')).toBe(true),
  'one-piece': async (client) => expect((await raw(client)).endsWith('[DONE]\n\n')).toBe(true),
  'done-with-last-chunk': async (client) => expect((await raw(client)).endsWith('[DONE]\n\n')).toBe(true),
  'slow-first-byte': async (client) => expect((await client.post(hello)).status).toBe(200),
  'slow-pieces': async (client) => expect((await client.stream(hello)).done).toBe(true),
  'charset-upper-case': async (client) => {
    expect((await client.post(hello)).headers.get('content-type')).toBe('application/json; charset=UTF-8')
    expect((await client.stream(hello)).headers.get('content-type')).toBe('text/event-stream; charset=UTF-8')
  },
  'charset-quoted': async (client) =>
    expect((await client.stream(hello)).headers.get('content-type')).toBe('text/event-stream;charset="utf-8"'),
  'charset-absent': async (client) =>
    expect((await client.stream(hello)).headers.get('content-type')).toBe('text/event-stream'),
  'header-case': async (client) =>
    expect((await client.post(hello)).headers.get('content-type')).toBe('application/JSON'),
  'no-request-id': async (client) => expect((await client.post(hello)).headers.has('x-request-id')).toBe(false),
  'extra-headers': async (client) => expect((await client.post(hello)).headers.get('openai-processing-ms')).toBe('3'),
  'connection-close': async (client) => expect((await client.post(hello)).headers.get('connection')).toBe('close'),
  'compressed-where-accepted': async (client) => {
    const init = { method: 'POST', body: JSON.stringify(hello) }
    const replyFor = async (coding: string): Promise<Response> => {
      const headers = { 'content-type': 'application/json', 'accept-encoding': coding }
      return fetch(`${client.baseUrl}/chat/completions`, { ...init, headers })
    }
    const [zipped, open] = [await replyFor('gzip'), await replyFor('identity')]
    expect(zipped.headers.get('content-encoding')).toBe('gzip')
    expect(open.headers.get('content-encoding')).toBeNull()
    expect(((await zipped.json()) as Loose).choices).toEqual(((await open.json()) as Loose).choices)
  },
  'chunked-bodies': async (client) =>
    expect((await client.post(hello)).headers.get('transfer-encoding')).toBe('chunked'),
  'json-indented': async (client) => expect((await client.post(hello)).text).toMatch(/^\s+\{\n {2}"id"/),
  'json-spaced-events': async (client) => expect(await raw(client)).toMatch(/^data: \{ "id": "/),
  'json-escapes': async (client) => {
    expect((await client.post(german)).text).toMatch(/^[\0-\x7f]*$/)
    expect(await raw(client, german)).toMatch(/^[\0-\x7f]*$/)
    expect((await body(client, german)).choices).toEqual((await body(plainServer, german)).choices)
  },
  'json-solidus': async (client) => {
    const slashes = { ...hello, messages: [{ role: 'user', content: 'Repeat exactly: a/b/c' }] }
    expect((await client.post(slashes)).text).not.toMatch(/[^\\]\//)
  },
  'json-with-line-end': async (client) => {
    const asked = { ...hello, response_format: { type: 'json_object' } }
    expect((await body(client, asked)).choices[0].message.content).toMatch(/\}\n$/)
    expect(textOf(await chunksOf(client, asked))).toMatch(/\}\n$/)
    expect((await body(client)).choices[0].message.content).toBe(text)
  },
  'json-member-order': async (client) => expect(Object.keys(await body(client)).at(-1)).toBe('id'),
  'ids-uuid': async (client) => expect((await body(client)).id).toMatch(/^[0-9a-f-]{36}$/),
  'call-ids-short': async (client) =>
    expect((await body(client, forced)).choices[0].message.tool_calls[0].id).toMatch(/^\w{9}$/),
  'call-ids-with-names': async (client) =>
    expect((await body(client, forced)).choices[0].message.tool_calls[0].id).toMatch(/^functions\.get_weather:0:\w+$/),
  'fingerprint-per-reply': async (client) =>
    expect((await body(client)).system_fingerprint).not.toBe((await body(client)).system_fingerprint),
  'prompt-with-preamble': async (client) =>
    expect((await body(client)).usage.prompt_tokens).toBe(plain.usage.prompt_tokens + 500),
  'filtered-answers': async (client) =>
    expect((await body(client)).choices[0]).toMatchObject({
      message: { content: '' },
      finish_reason: 'content_filter',
    }),
  'calls-avoided': async (client) => {
    const [choice] = (await body(client, { ...forced, tool_choice: 'auto' })).choices
    expect(choice).toMatchObject({ finish_reason: 'stop' })
    expect((await body(client, forced)).choices[0].message.tool_calls).toHaveLength(1)
  },
  'content-null-first': async (client) =>
    expect(choices(await chunksOf(client))[0]?.delta).toMatchObject({ role: 'assistant', content: null }),
  'content-null-with-calls': async (client) =>
    expect(choices(await chunksOf(client, forced)).find(({ delta }) => delta.tool_calls)?.delta.content).toBeNull(),
  'content-null-last': async (client) =>
    expect(choices(await chunksOf(client)).find((choice) => choice.finish_reason)?.delta.content).toBeNull(),
  'retry-after-always': async (client) =>
    expect((await client.post({ ...hello, n: 0 })).headers.get('retry-after')).toBe('1'),
  'error-codes-own': async (client) =>
    expect((await body(client, { ...hello, n: 0 })).error).toMatchObject({ code: 'bad_request', param: 'body.n' }),
  'model-snapshot': async (client) => expect((await body(client)).model).toBe('reference-1-2026-01-01'),
  'no-system-fingerprint': async (client) => expect(await body(client)).not.toHaveProperty('system_fingerprint'),
  'no-service-tier': async (client) => expect((await chunksOf(client))[0]).not.toHaveProperty('service_tier'),
  'service-tier-null': async (client) => expect((await body(client)).service_tier).toBeNull(),
  'no-usage-details': async (client) => {
    expect(Object.keys((await body(client)).usage)).toHaveLength(3)
    expect(Object.keys((await chunksOf(client, { ...hello, ...usage })).at(-1).usage)).toHaveLength(3)
  },
  'usage-more-details': async (client) =>
    expect((await body(client)).usage.prompt_tokens_details.cached_tokens).toBeGreaterThan(0),
  'no-annotations': async (client) => expect((await body(client)).choices[0].message).not.toHaveProperty('annotations'),
  'audio-null': async (client) => expect((await body(client)).choices[0].message.audio).toBeNull(),
  'moderation-null': async (client) => expect((await body(client)).moderation).toBeNull(),
  'metadata-echoed': async (client) =>
    expect((await body(client, { ...hello, metadata: { a: 'b' } })).metadata).toEqual({ a: 'b' }),
  'extra-fields': async (client) => {
    expect((await body(client, forced)).choices[0].message.tool_calls[0].index).toBe(0)
    expect((await chunksOf(client))[0].x_vendor).toBeDefined()
    expect((await client.get('/models')).json.data[0].max_model_len).toBe(8192)
    expect((await client.post({})).json.error.details).toEqual([])
  },
  'azure-filter-results': async (client) => expect(await body(client)).toHaveProperty('prompt_filter_results'),
  'bytes-null': async (client) =>
    expect((await body(client, probable)).choices[0].logprobs.content[0].top_logprobs[0].bytes).toBeNull(),
  'fewer-candidates': async (client) =>
    expect((await body(client, probable)).choices[0].logprobs.content[0].top_logprobs).toHaveLength(1),
  'logprob-ids': async (client) => expect((await body(client, probable)).choices[0].logprobs.content[0].id).toBe(42),
  'text-with-calls': async (client) => {
    const { message } = (await body(client, forced)).choices[0]
    expect(message).toMatchObject({ content: expect.stringMatching(/./), tool_calls: [{}] })
    expect(textOf(await chunksOf(client, forced))).toBe(message.content)
  },
  reasoning: async (client) => {
    const { choices: made, usage: counted } = await body(client)
    expect(made[0].message).toMatchObject({ content: text, reasoning_content: expect.any(String) })
    expect(counted.completion_tokens_details.reasoning_tokens).toBeGreaterThan(0)
    expect(choices(await chunksOf(client)).some(({ delta }) => delta.reasoning_content)).toBe(true)
  },
  'named-call-ends-with-tool-calls': async (client) => {
    expect((await body(client, named)).choices[0].finish_reason).toBe('tool_calls')
    expect((await body(client, legacy)).choices[0].finish_reason).toBe('function_call')
  },
  'arguments-spaced': async (client) => expect(await withArguments(client)).toMatch(/^\{\n {2}"/),
  'arguments-escaped': async (client) => expect(await withArguments(client)).toMatch(/^[\0-\x7f]*$/),
  'refuses-politely': async (client) => {
    expect((await body(client)).choices[0].message).toMatchObject({ content: null, refusal: expect.any(String) })
    const deltas = choices(await chunksOf(client, { ...hello, n: 2 }), 1).map(({ delta }) => delta)
    expect(deltas.map((delta) => delta.content ?? '').join('')).toBe('')
    expect(deltas.filter((delta) => delta.refusal)).toHaveLength(1)
    expect((await body(client, named)).choices[0].message.tool_calls).toHaveLength(1)
  },
  'role-with-text': async (client) => {
    const [first] = choices(await chunksOf(client, { ...hello, n: 2 }), 1)
    expect(first.delta).toMatchObject({ role: 'assistant', content: expect.stringMatching(/./) })
    const [call] = choices(await chunksOf(client, forced))
    expect(call.delta).toMatchObject({ role: 'assistant', content: null, tool_calls: [{ index: 0 }] })
  },
  'finish-with-text': async (client) => {
    expect(choices(await chunksOf(client)).at(-1)).toMatchObject({
      finish_reason: 'stop',
      delta: { content: expect.stringMatching(/./) },
    })
    expect(choices(await chunksOf(client, forced)).at(-1).delta.tool_calls).toHaveLength(1)
  },
  'finish-with-empty-content': async (client) =>
    expect(choices(await chunksOf(client)).at(-1).delta).toEqual({ content: '' }),
  'empty-deltas': async (client) => {
    const empty = choices(await chunksOf(client)).filter(
      ({ delta, finish_reason }) => !Object.keys(delta).length && !finish_reason,
    )
    expect(empty.length).toBeGreaterThan(0)
  },
  'content-whole': async (client) => {
    const chunks = await chunksOf(client, probable)
    expect(chunks).toHaveLength(3)
    expect(
      choices(chunks)[1]
        .logprobs.content.map((entry: Loose) => entry.token)
        .join(''),
    ).toBe(text)
  },
  'content-by-character': async (client) =>
    expect(Math.max(...choices(await chunksOf(client)).map(({ delta }) => [...(delta.content ?? '')].length))).toBe(1),
  'arguments-whole': async (client) => {
    const fragments = choices(await chunksOf(client, forced)).flatMap(({ delta }) => delta.tool_calls ?? [])
    expect(fragments.map((one) => Boolean(one.function.arguments))).toEqual([false, true])
  },
  'call-whole': async (client) =>
    expect(choices(await chunksOf(client, forced)).filter(({ delta }) => delta.tool_calls)).toHaveLength(1),
  'arguments-by-character': async (client) => {
    const fragments = choices(await chunksOf(client, forced)).flatMap(({ delta }) => delta.tool_calls ?? [])
    expect(Math.max(...fragments.map((one) => one.function.arguments.length))).toBe(1)
  },
  'calls-share-a-chunk': async (client) =>
    expect((await client.stream({ ...forced, tools: [...forced.tools, time] })).done).toBe(true),
  'choices-one-after-the-other': async (client) => {
    const seen = (await chunksOf(client, { ...hello, n: 3, ...usage }))
      .flatMap((chunk) => chunk.choices)
      .map(({ index }) => index)
    expect([...seen].sort()).toEqual(seen)
  },
  'choices-share-chunks': async (client) =>
    expect((await chunksOf(client, { ...hello, n: 3 }))[0].choices.map(({ index }: Loose) => index)).toEqual([0, 1, 2]),
  'chunks-without-logprobs': async (client) =>
    expect((await chunksOf(client))[0].choices[0]).not.toHaveProperty('logprobs'),
  'deltas-without-refusal': async (client) =>
    expect((await chunksOf(client))[0].choices[0].delta).toEqual({ role: 'assistant', content: '' }),
  'usage-null-unasked': async (client) =>
    expect((await chunksOf(client)).every((chunk) => chunk.usage === null)).toBe(true),
  obfuscation: async (client) => {
    expect((await chunksOf(client))[0].obfuscation).toEqual(expect.any(String))
    const off = await chunksOf(client, { ...hello, stream_options: { include_obfuscation: false } })
    expect(off.some((chunk) => 'obfuscation' in chunk)).toBe(false)
  },
  'azure-first-chunk': async (client) => {
    const [first] = await chunksOf(client, { ...hello, ...usage })
    expect(first).toMatchObject({ id: '', object: '', created: 0, model: '', choices: [], usage: null })
  },
  'filter-results-first': async (client) => {
    const [first, second] = await chunksOf(client)
    expect(first).toMatchObject({ id: second.id, choices: [], prompt_filter_results: [{ prompt_index: 0 }] })
  },
  'status-422': async (client) => {
    expect((await client.post({ ...hello, n: 0 })).status).toBe(422)
    expect((await client.post('{')).status).toBe(400)
    expect((await client.post({ ...hello, model: 'nobody' })).status).toBe(404)
  },
  'unknown-parameters-ignored': async (client) =>
    expect((await client.post({ ...hello, x_probe: 1 })).status).toBe(200),
  'nulls-accepted-everywhere': async (client) =>
    expect((await client.post({ ...hello, tools: null })).status).toBe(200),
  'error-without-details': async (client) =>
    expect((await client.post({ ...hello, n: 0 })).json.error).toMatchObject({ param: null, code: null }),
  'error-extra-members': async (client) =>
    expect((await client.post({ ...hello, n: 0 })).json).toHaveProperty('error.innererror'),
  'challenge-with-realm': async () => {
    const client = await startHere({ variants: ['challenge-with-realm'], apiKey: 'k' })
    expect((await client.post(hello)).headers.get('www-authenticate')).toContain('realm=')
  },
  ...refusals,
  'models-many': async (client) => expect((await client.get('/models')).json.data).toHaveLength(302),
  'models-details': async (client) =>
    expect((await client.get('/models/reference-1')).json.shutdown_date).toMatch(/^\d{4}-/),
}

test('every variant has a test', () => {
  expect(Object.keys(shows).sort()).toEqual(variants.map(({ id }) => id).sort())
  expect(variants.length).toBeGreaterThanOrEqual(40)
})

/**
 * Variants with which a client never gets text or calls, models that say something else, and one that RFC 9110 allows, although openai-node compares
 * media types case-sensitively.
 */
const other = new Set([
  'refuses-politely',
  'filtered-answers',
  'prompt-with-preamble',
  'refuses-tools',
  'refuses-n',
  'refuses-streams',
  'refuses-stream-usage',
  'refuses-forced-calls',
  'header-case',
  ...Object.keys(weakModels),
])

describe.each(variants.map(({ id }) => id))('%s', (id) => {
  test('does what its description says', async () => {
    await shows[id]?.(await startHere({ variants: [id] }))
  })

  test.skipIf(other.has(id))('means the same to the official client', async () => {
    const server = await startHere({ variants: [id] })
    const client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'k', maxRetries: 0 })
    const ask = { ...hello, messages: [{ role: 'user' as const, content: String(hello.messages[0]?.content) }] }
    const whole = await client.chat.completions.create(ask)
    expect(whole.choices[0]?.message.content).toBe(text)
    const streamed = await client.chat.completions.stream({ ...ask, n: 2, ...usage }).finalChatCompletion()
    expect(streamed.choices[0]?.message.content).toBe(text)
    expect(streamed.choices.map((choice) => choice.finish_reason)).toEqual(['stop', 'stop'])
    expect(streamed.usage?.prompt_tokens).toBe(plain.usage.prompt_tokens)
    const tools = [{ type: 'function' as const, function: { name: 'get_weather', parameters: {} } }]
    const calling = await client.chat.completions
      .stream({ ...ask, tools, tool_choice: 'required' })
      .finalChatCompletion()
    expect(calling.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [{ type: 'function' }] },
    })
    const [call] = calling.choices[0]?.message.tool_calls ?? []
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual({})
  })
})

test('all variants can be combined', async () => {
  const client = await startHere({
    variants: ['role-with-text', 'finish-with-text', 'content-by-character', 'crlf', 'comments', 'odd-pieces'],
  })
  const { chunks, done, text: wire } = await client.stream({ ...german, n: 2, ...usage })
  const base = await plainServer.post({ ...german, n: 2 })
  expect(done).toBe(true)
  expect(dataOf(wire).length).toBe(chunks.length + 1)
  for (const i of [0, 1]) expect(textOf(chunks, i)).toBe(base.json.choices[i].message.content)
  expect(callsOf(await chunksOf(client, forced))[0]?.arguments).toBe(
    callsOf(await chunksOf(plainServer, forced))[0]?.arguments,
  )
})
