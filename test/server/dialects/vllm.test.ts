import { describe, expect, test } from 'vitest'
import { ask, say, speaking, statuses } from '../../support/dialects.ts'
import { hello, type Loose } from '../client.ts'

describe('vllm', () => {
  test('writes every field of its data models', async () => {
    const { json } = await (await speaking('vllm')).post(hello)
    expect(json).toEqual({
      id: expect.stringMatching(/^chatcmpl-[0-9a-f]{32}$/),
      object: 'chat.completion',
      created: expect.any(Number),
      model: 'reference-1',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: expect.any(String),
            refusal: null,
            annotations: null,
            audio: null,
            function_call: null,
            reasoning: null,
          },
          logprobs: null,
          finish_reason: 'stop',
          stop_reason: null,
          token_ids: null,
        },
      ],
      service_tier: null,
      system_fingerprint: null,
      usage: {
        prompt_tokens: expect.any(Number),
        total_tokens: expect.any(Number),
        completion_tokens: expect.any(Number),
        prompt_tokens_details: null,
      },
      prompt_logprobs: null,
      prompt_token_ids: null,
      kv_transfer_params: null,
    })
  })

  test('reports the stop string that ended the text, and its token ids', async () => {
    const server = await speaking('vllm')
    const echo = say('Reply with exactly: one two three', { stop: ['nothing', ' two'], return_token_ids: true })
    const { json } = await server.post(echo)
    expect(json.choices[0]).toMatchObject({
      message: { content: 'one' },
      stop_reason: ' two',
      token_ids: [expect.any(Number)],
    })
    expect(json.prompt_token_ids.length).toBeGreaterThan(3)
    const { chunks } = await server.stream(echo)
    expect(chunks[0].prompt_token_ids).toEqual(json.prompt_token_ids)
    expect(chunks.at(-1).choices[0]).toMatchObject({
      delta: { content: '' },
      finish_reason: 'stop',
      stop_reason: ' two',
    })
  })

  test('reads any stream_options as a request for usage', async () => {
    const server = await speaking('vllm')
    const usages = async (stream_options?: object) =>
      (await server.stream({ ...hello, stream_options })).chunks.map(({ usage }) => usage?.completion_tokens)
    expect((await usages()).every((usage) => usage === undefined)).toBe(true)
    expect((await usages({})).filter((usage) => usage !== undefined)).toHaveLength(1)
    expect((await usages({ include_usage: false })).every((usage) => usage === undefined)).toBe(true)
    const counts = await usages({ include_usage: true, continuous_usage_stats: true })
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
  })

  test('has the status in the code of an error', async () => {
    const server = await speaking('vllm', { apiKey: 'secret' })
    expect((await server.post(hello)).json).toEqual({ error: 'Unauthorized' })
    const open = await speaking('vllm')
    expect((await open.post({ ...hello, model: 'x' })).json.error).toMatchObject({ type: 'NotFoundError', code: 404 })
    expect((await open.post({ ...hello, temperature: 'hot' })).json.error).toMatchObject({
      type: 'BadRequestError',
      code: 400,
    })
    const custom = { tools: [{ type: 'custom', custom: { name: 'shell' } }] }
    expect(await statuses(open, { unknown: { ...hello, wizardry: 1 }, custom: { ...hello, ...custom } })).toEqual({
      unknown: 200,
      custom: 400,
    })
    const { text } = await open.stream(say('Fail midway.'))
    expect(text).toMatch(
      /data: \{"error":\{"message":"[^"]+","type":"InternalServerError","param":null,"code":500\}\}\n\ndata: \[DONE\]\n\n$/,
    )
  })

  test('sends the name of a call first and then its arguments', async () => {
    const { chunks } = await (await speaking('vllm')).stream(ask)
    const [head, ...rest] = chunks.flatMap(({ choices }) => choices[0].delta.tool_calls ?? [])
    expect(head).toEqual({
      index: 0,
      id: expect.stringMatching(/^chatcmpl-tool-/),
      type: 'function',
      function: { name: 'get_weather' },
    })
    expect(JSON.parse(rest.map((part: Loose) => part.function.arguments).join(''))).toMatchObject({ city: 'Oslo' })
  })
})
