import { expect, test } from 'vitest'
import { callsOf, choices, forced, hello, type Loose, start, textOf, time, weather } from './client.ts'

const server = await start()

test('a completion has all fields of the published schema', async () => {
  const before = Math.floor(Date.now() / 1000)
  const { status, headers, json } = await server.post(hello)
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('application/json')
  expect(headers.get('x-request-id')).toMatch(/^req_\w{32}$/)
  expect(json).toEqual({
    id: expect.stringMatching(/^chatcmpl-\w{29}$/),
    object: 'chat.completion',
    created: expect.any(Number),
    model: 'reference-1',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: expect.any(String), refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: {
      prompt_tokens: expect.any(Number),
      completion_tokens: expect.any(Number),
      total_tokens: json.usage.prompt_tokens + json.usage.completion_tokens,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: 0,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
    service_tier: 'default',
    system_fingerprint: expect.any(String),
  })
  expect(json.created).toBeGreaterThanOrEqual(before)
  expect(json.created).toBeLessThanOrEqual(Math.floor(Date.now() / 1000))
  expect(json.choices[0].message.content).not.toBe('')
})

test('a stream has the same content as a completion', async () => {
  const { json } = await server.post(hello)
  const { headers, chunks, done } = await server.stream(hello)
  expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(done).toBe(true)
  expect(textOf(chunks)).toBe(json.choices[0].message.content)
  expect(chunks[0].choices[0].delta).toEqual({ role: 'assistant', content: '', refusal: null })
  expect(chunks.at(-1).choices[0]).toEqual({ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' })
  const roles = choices(chunks).filter(({ delta }) => 'role' in delta)
  expect(roles).toHaveLength(1)
  for (const member of ['id', 'object', 'created', 'model', 'service_tier', 'system_fingerprint'])
    expect(new Set(chunks.map((chunk) => chunk[member])).size).toBe(1)
  expect(chunks[0].object).toBe('chat.completion.chunk')
  expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false)
})

test('include_usage adds a usage chunk without choices, and usage null to all others', async () => {
  const { json } = await server.post(hello)
  const { chunks } = await server.stream({ ...hello, stream_options: { include_usage: true } })
  const last = chunks.pop()
  expect(last.choices).toEqual([])
  expect(last.usage).toEqual(json.usage)
  expect(chunks.every((chunk) => chunk.usage === null)).toBe(true)
})

test('ids are never repeated', async () => {
  const replies = await Promise.all(Array.from({ length: 20 }, () => server.post(forced)))
  expect(new Set(replies.map(({ json }) => json.id)).size).toBe(20)
  expect(new Set(replies.map(({ json }) => json.choices[0].message.tool_calls[0].id)).size).toBe(20)
})

test('a required call matches its schema, with and without streaming', async () => {
  const { json } = await server.post(forced)
  const [choice] = json.choices
  expect(choice.finish_reason).toBe('tool_calls')
  expect(choice.message.content).toBeNull()
  const [call] = choice.message.tool_calls
  expect(call).toMatchObject({ id: expect.stringMatching(/^call_\w{24}$/), type: 'function' })
  expect(call.function.name).toBe('get_weather')
  expect(JSON.parse(call.function.arguments)).toMatchObject({ city: expect.any(String), unit: expect.any(String) })

  const { chunks } = await server.stream(forced)
  const [streamed] = callsOf(chunks)
  expect(streamed?.name).toBe('get_weather')
  expect(streamed?.arguments).toBe(call.function.arguments)
  const fragments = choices(chunks).flatMap(({ delta }) => delta.tool_calls ?? [])
  expect(fragments[0]).toMatchObject({ index: 0, type: 'function', function: { arguments: '' } })
  for (const fragment of fragments.slice(1)) expect(Object.keys(fragment).sort()).toEqual(['function', 'index'])
  expect(chunks[0].choices[0].delta).toEqual({ role: 'assistant', content: null, refusal: null })
  expect(choices(chunks).at(-1).finish_reason).toBe('tool_calls')
})

test('tool_choice is followed in each of its forms', async () => {
  const ask = async (more: object) => (await server.post({ ...hello, tools: [weather, time], ...more })).json.choices[0]
  const names = (choice: Loose) => (choice.message.tool_calls ?? []).map((call: Loose) => call.function.name)
  expect(names(await ask({ tool_choice: 'none' }))).toEqual([])
  expect(names(await ask({ tool_choice: 'required' })).length).toBeGreaterThan(0)
  const named = await ask({ tool_choice: { type: 'function', function: { name: 'get_time' } } })
  expect(names(named)).toEqual(['get_time'])
  expect(named.finish_reason).toBe('stop')
  const allowed = {
    type: 'allowed_tools',
    allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'get_time' } }] },
  }
  const chosen = await ask({ tool_choice: allowed })
  expect(names(chosen)).toEqual(['get_time'])
  expect(chosen.finish_reason).toBe('tool_calls')
  expect(names(await ask({ tool_choice: 'required', parallel_tool_calls: false }))).toHaveLength(1)
})

test('a custom tool gets text, with and without streaming', async () => {
  const body = {
    ...hello,
    tools: [{ type: 'custom', custom: { name: 'shell' } }],
    tool_choice: { type: 'custom', custom: { name: 'shell' } },
  }
  const { json } = await server.post(body)
  expect(json.choices[0].message.tool_calls).toEqual([
    { id: expect.any(String), type: 'custom', custom: { name: 'shell', input: expect.any(String) } },
  ])
  const { chunks } = await server.stream(body)
  const fragments = choices(chunks).flatMap(({ delta }) => delta.tool_calls ?? [])
  expect(fragments[0]).toMatchObject({ index: 0, type: 'custom', custom: { name: 'shell', input: '' } })
  expect(fragments.map(({ custom }) => custom.input).join('')).toBe(json.choices[0].message.tool_calls[0].custom.input)
})

test('the deprecated functions parameter gets a function_call', async () => {
  const body = { ...hello, functions: [weather.function], function_call: { name: 'get_weather' } }
  const { json } = await server.post(body)
  expect(json.choices[0].finish_reason).toBe('function_call')
  expect(json.choices[0].message.tool_calls).toBeUndefined()
  expect(json.choices[0].message.function_call.name).toBe('get_weather')
  const { chunks } = await server.stream(body)
  const fragments = choices(chunks).flatMap(({ delta }) => delta.function_call ?? [])
  expect(fragments.map((one) => one.arguments).join('')).toBe(json.choices[0].message.function_call.arguments)
})

test('with n, the choices are numbered, and their chunks alternate', async () => {
  const { json } = await server.post({ ...hello, n: 3 })
  expect(json.choices.map((choice: Loose) => choice.index)).toEqual([0, 1, 2])
  const { chunks } = await server.stream({ ...hello, n: 3 })
  expect(chunks.slice(0, 4).map((chunk) => chunk.choices[0].index)).toEqual([0, 1, 2, 0])
  for (const i of [0, 1, 2]) expect(textOf(chunks, i)).toBe(json.choices[i].message.content)
})

test('an audio reply has audio and no content', async () => {
  const spoken = { ...hello, modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } }
  const { json } = await server.post(spoken)
  const { message } = json.choices[0]
  expect(message.content).toBeNull()
  expect(Buffer.from(message.audio.data, 'base64').toString('latin1', 0, 4)).toBe('RIFF')
  expect(message.audio).toMatchObject({ id: expect.any(String), transcript: expect.any(String) })
  expect(message.audio.expires_at).toBeGreaterThan(json.created)
  const { chunks } = await server.stream({ ...spoken, audio: { voice: 'alloy', format: 'pcm16' } })
  const parts = choices(chunks).flatMap(({ delta }) => delta.audio ?? [])
  expect(parts.map((part) => part.transcript ?? '').join('')).toBe(message.audio.transcript)
})

test('moderation results are sent if they are requested', async () => {
  const body = { ...hello, moderation: { model: 'omni' } }
  const { json } = await server.post(body)
  expect(json.moderation.input.results[0].flagged).toBe(false)
  const { chunks } = await server.stream({ ...body, stream_options: { include_usage: true } })
  expect(chunks.at(-2)).toMatchObject({ choices: [], usage: null, moderation: json.moderation })
})

test('models are listed and retrieved', async () => {
  const { json } = await server.get('/models')
  expect(json.object).toBe('list')
  expect(json.data.map((model: Loose) => model.id)).toEqual(['reference-1', 'reference-mini'])
  for (const model of json.data) {
    expect(model).toEqual({ id: model.id, object: 'model', created: expect.any(Number), owned_by: expect.any(String) })
    expect((await server.get(`/models/${model.id}`)).json).toEqual(model)
  }
  expect((await server.get('/models/reference%2D1')).json.id).toBe('reference-1')
  const unknown = await server.get('/models/nobody%2Fnothing')
  expect(unknown.status).toBe(404)
  expect(unknown.json.error.code).toBe('model_not_found')
  expect((await server.post({ ...hello, model: 'reference-mini' })).json.model).toBe('reference-mini')
})
