/** Real client libraries use the reference server through the proxy: all calls work, and no rule has a finding. */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ReferenceServer, startReferenceServer } from '../../server/index.ts'
import { loadProfile } from '../../src/ask/load.ts'
import { loadRules } from '../../src/ask/registry.ts'
import { judgePassed } from '../../src/cli/judge-passed.ts'
import type { Verdict } from '../../src/model/index.ts'
import { type Passed, type RunningProxy, startProxy } from '../../src/proxy/server.ts'

const rules = await loadRules()
/** The strict profile: nothing is tolerated. */
const profile = loadProfile('openai')
const apiKey = 'sk-test-0123456789'

let server: ReferenceServer
let proxy: RunningProxy
let passed: Passed[] = []

beforeAll(async () => {
  server = await startReferenceServer({ apiKey })
  const options = {
    api: profile.api,
    target: server.baseUrl,
    host: '127.0.0.1',
    port: 0,
    connectMs: 2_000,
    proxies: false,
  }
  proxy = await startProxy({ ...options, onPassed: (one) => passed.push(one) })
})
afterAll(async () => {
  await proxy.close()
  await server.close()
})

/** The verdicts on the exchanges since the last call; every exchange was judged. */
function verdicts(): Verdict[] {
  const judged = passed.map(({ kept }, i) => {
    if (!('exchange' in kept)) throw new Error(kept.lost)
    const { exchange, asked } = kept
    const text = asked.length ? Buffer.from(asked).toString() : undefined
    const request = { ...exchange.request, ...(text === undefined ? {} : { text, body: JSON.parse(text) }) }
    expect(JSON.stringify(request)).not.toContain(apiKey)
    return judgePassed({ ...exchange, request }, { id: `traffic/${i}`, title: '' }, rules, profile)
  })
  passed = []
  return judged
}

/** The endpoints and statuses of the exchanges, all of them without findings. */
function clean(): string[] {
  return verdicts().map(({ outcome, findings, turns: [turn] }) => {
    expect(findings.filter(({ level }) => level !== 'MAY')).toEqual([])
    expect(outcome).toBe('pass')
    const { stream, tools } = (turn?.request.body ?? {}) as { stream?: boolean; tools?: unknown }
    return [tools ? 'tools' : 'plain', ...(stream ? ['streamed'] : []), turn?.status].join(' ')
  })
}

const PARAMETERS = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
} as const

describe('the official library', () => {
  const ask = { model: 'reference-1', messages: [{ role: 'user' as const, content: 'How warm is it in Oslo?' }] }
  const weather = { type: 'function' as const, function: { name: 'get_weather', parameters: PARAMETERS } }
  const client = (key = apiKey): OpenAI => new OpenAI({ baseURL: proxy.baseUrl, apiKey: key, maxRetries: 0 })

  it('sends a plain request', async () => {
    const { choices } = await client().chat.completions.create(ask)
    expect(choices[0]?.message.content).toEqual(expect.any(String))
    expect(clean()).toEqual(['plain 200'])
  })

  it('streams with usage', async () => {
    const stream = client().chat.completions.stream({ ...ask, stream_options: { include_usage: true } })
    const { usage, choices } = await stream.finalChatCompletion()
    expect(choices[0]?.message.content).toEqual(expect.any(String))
    expect(usage?.total_tokens).toBeGreaterThan(0)
    expect(clean()).toEqual(['plain streamed 200'])
  })

  it.each([false, true])('calls a tool and sends its result; streamed: %s', async (streamed) => {
    const send = async (more: object): Promise<OpenAI.ChatCompletionMessage> => {
      const body = { ...ask, tools: [weather], ...more }
      const completion = streamed
        ? await client().chat.completions.stream(body).finalChatCompletion()
        : await client().chat.completions.create(body)
      return completion.choices[0]?.message as OpenAI.ChatCompletionMessage
    }
    const message = await send({ tool_choice: 'required' })
    const [call] = message.tool_calls ?? []
    if (call?.type !== 'function') throw new Error('no function was called')
    expect(JSON.parse(call.function.arguments)).toHaveProperty('city')
    const result = { role: 'tool', tool_call_id: call.id, content: '{"celsius":4}' }
    const { content } = await send({ messages: [...ask.messages, message, result] })
    expect(content).toEqual(expect.any(String))
    expect(clean()).toEqual(streamed ? ['tools streamed 200', 'tools streamed 200'] : ['tools 200', 'tools 200'])
  })

  it('gets errors unchanged', async () => {
    const refused = client().chat.completions.create({ ...ask, messages: [] })
    await expect(refused).rejects.toMatchObject({ status: 400, type: 'invalid_request_error' })
    await expect(client('sk-wrong-0123456789').chat.completions.create(ask)).rejects.toMatchObject({ status: 401 })
    await expect(client().chat.completions.create({ ...ask, model: 'nobody' })).rejects.toMatchObject({ status: 404 })
    expect(clean()).toEqual(['plain 400', 'plain 401', 'plain 404'])
  })

  it('lists models', async () => {
    expect((await client().models.list()).data[0]?.id).toBe('reference-1')
    expect((await client().models.retrieve('reference-1')).object).toBe('model')
    expect(clean()).toEqual(['plain 200', 'plain 200'])
  })

  it('abandons a stream in the middle', async () => {
    for await (const _ of await client().chat.completions.create({ ...ask, stream: true })) break
    while (!passed.length) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(clean()).toEqual(['plain streamed 200'])
  })
})

describe('the AI SDK', () => {
  const model = (key = apiKey) =>
    createOpenAICompatible({ name: 'reference', baseURL: proxy.baseUrl, apiKey: key, includeUsage: true })(
      'reference-1',
    )
  const prompt = 'How warm is it in Oslo?'
  const weather = tool({
    description: 'Tells the weather',
    inputSchema: jsonSchema<{ city: string }>(PARAMETERS),
    execute: async () => ({ celsius: 4 }),
  })

  it('sends a plain request', async () => {
    const { text, usage } = await generateText({ model: model(), prompt, maxRetries: 0 })
    expect(text.length).toBeGreaterThan(0)
    expect(usage.totalTokens).toBeGreaterThan(0)
    expect(clean()).toEqual(['plain 200'])
  })

  it('streams', async () => {
    const { textStream, usage } = streamText({ model: model(), prompt, maxRetries: 0 })
    let text = ''
    for await (const piece of textStream) text += piece
    expect(text.length).toBeGreaterThan(0)
    expect((await usage).totalTokens).toBeGreaterThan(0)
    expect(clean()).toEqual(['plain streamed 200'])
  })

  it.each([false, true])('calls a tool and sends its result; streamed: %s', async (streamed) => {
    const options = {
      model: model(),
      prompt,
      tools: { get_weather: weather },
      prepareStep: ({ stepNumber }: { stepNumber: number }) => ({
        toolChoice: stepNumber ? ('auto' as const) : ('required' as const),
      }),
      stopWhen: stepCountIs(3),
      maxRetries: 0,
    }
    const { text, steps } = streamed ? streamText(options) : await generateText(options)
    expect((await text).length).toBeGreaterThan(0)
    expect((await steps).flatMap(({ toolCalls }) => toolCalls.map(({ toolName }) => toolName))).toEqual(['get_weather'])
    expect(clean()).toEqual(streamed ? ['tools streamed 200', 'tools streamed 200'] : ['tools 200', 'tools 200'])
  })

  it('gets errors unchanged', async () => {
    const refused = generateText({ model: model('sk-wrong-0123456789'), prompt, maxRetries: 0 })
    await expect(refused).rejects.toMatchObject({ statusCode: 401 })
    expect(clean()).toEqual(['plain 401'])
  })
})
