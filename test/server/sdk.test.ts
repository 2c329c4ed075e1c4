import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { hello, start, weather } from './client.ts'

const server = await start({ apiKey: 'sk-test' })
const client = new OpenAI({ baseURL: server.baseUrl, apiKey: 'sk-test', maxRetries: 0 })

const ask = { model: 'reference-1', messages: [{ role: 'user' as const, content: 'Say hello.' }] }
const tool = { ...weather, type: 'function' as const }

test('the OpenAI client reads a completion', async () => {
  const completion = await client.chat.completions.create(ask)
  expect(completion.choices[0]?.message.content).toEqual(expect.any(String))
  expect(completion._request_id).toMatch(/^req_/)
})

test('the OpenAI client reads a stream', async () => {
  const { choices } = await client.chat.completions.create(ask)
  let text = ''
  for await (const chunk of await client.chat.completions.create({ ...ask, stream: true }))
    text += chunk.choices[0]?.delta.content ?? ''
  expect(text).toBe(choices[0]?.message.content)
})

test('the stream helper assembles text, calls and usage', async () => {
  const stream = client.chat.completions.stream({ ...ask, n: 2, stream_options: { include_usage: true } })
  const completion = await stream.finalChatCompletion()
  expect(completion.choices).toHaveLength(2)
  expect(completion.usage?.total_tokens).toBeGreaterThan(0)
  const calling = await client.chat.completions
    .stream({ ...ask, tools: [tool], tool_choice: 'required' })
    .finalChatCompletion()
  const [call] = calling.choices[0]?.message.tool_calls ?? []
  if (call?.type !== 'function') throw new Error('no function was called')
  expect(call.function.name).toBe('get_weather')
  expect(JSON.parse(call.function.arguments)).toHaveProperty('city')
})

test('a message can be sent back unchanged with a tool result', async () => {
  const first = await client.chat.completions.create({ ...ask, tools: [tool], tool_choice: 'required' })
  const message = first.choices[0]?.message
  if (!message) throw new Error('no message came')
  const results = (message.tool_calls ?? []).map(({ id }) => ({
    role: 'tool' as const,
    tool_call_id: id,
    content: '{"celsius": 4}',
  }))
  const second = await client.chat.completions.create({
    ...ask,
    messages: [...ask.messages, message, ...results],
    tools: [tool],
  })
  expect(second.choices[0]?.message.content).toEqual(expect.any(String))
})

test('the OpenAI client parses structured output', async () => {
  const schema = {
    type: 'object',
    properties: { name: { type: 'string' } },
    required: ['name'],
    additionalProperties: false,
  }
  const parsed = await client.chat.completions.parse({
    ...ask,
    response_format: { type: 'json_schema', json_schema: { name: 'person', strict: true, schema } },
  })
  expect(parsed.choices[0]?.message.parsed).toEqual({ name: expect.any(String) })
})

test('errors are thrown as the classes for their status', async () => {
  const create = (more: object) => client.chat.completions.create({ ...ask, ...more })
  await expect(create({ model: 'nobody' })).rejects.toBeInstanceOf(OpenAI.NotFoundError)
  await expect(create({ temperature: 9 })).rejects.toMatchObject({ status: 400, param: 'temperature' })
  await expect(create({ stream: true, n: 0 })).rejects.toBeInstanceOf(OpenAI.BadRequestError)
  const stranger = new OpenAI({ baseURL: server.baseUrl, apiKey: 'sk-other', maxRetries: 0 })
  await expect(stranger.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError)
})

test('the OpenAI client reads models', async () => {
  const ids = []
  for await (const model of client.models.list()) ids.push(model.id)
  expect(ids).toContain(hello.model)
  expect((await client.models.retrieve(hello.model)).owned_by).toBe('reference')
})
