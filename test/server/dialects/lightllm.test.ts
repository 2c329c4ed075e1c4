import { describe, expect, test } from 'vitest'
import { ask, audioData, pictured, png, say, speaking, statuses, to } from '../../support/dialects.ts'
import { hello, time, weather } from '../client.ts'

const named = { tool_choice: { type: 'function', function: { name: 'get_time' } } }

describe('lightllm', () => {
  test('has the documented paths, keys and models', async () => {
    const server = await speaking('lightllm', { apiKey: 'secret' })
    const { status, json } = await server.get('/models/reference-1')
    expect({ status, json }).toEqual({ status: 404, json: { detail: 'Not Found' } })
    expect((await to(server, '/embeddings', {})).json).toEqual({ detail: 'Not Found' })
    expect((await server.get('/chat/completions')).json).toEqual({ detail: 'Method Not Allowed' })
    expect((await server.post({ ...hello, model: 'whatever' })).json.model).toBe('whatever')
    expect((await server.post({ messages: hello.messages })).json.model).toBe('default')
  })

  test('answers wrong shapes with 422 and wrong values with 400', async () => {
    const server = await speaking('lightllm')
    expect(
      await statuses(server, {
        form: { ...hello, temperature: 'hot' },
        value: { ...hello, temperature: -1 },
        seed: { ...hello, seed: -2 },
        'tool choice null': { ...ask, tool_choice: null },
        penalty: { ...hello, presence_penalty: -1 },
        'nine choices': { ...hello, n: 9 },
        'ten stops': { ...hello, stop: Array(10).fill('x') },
        'eleven stops': { ...hello, stop: Array(11).fill('x') },
        'any role': say('Hi', { messages: [{ role: 'wizard', content: 'Hi' }] }),
        unknown: { ...hello, wizardry: true, logprobs: 'some' },
      }),
    ).toEqual({
      form: 422,
      value: 400,
      seed: 422,
      'tool choice null': 422,
      penalty: 400,
      'nine choices': 400,
      'ten stops': 200,
      'eleven stops': 500,
      'any role': 200,
      unknown: 200,
    })
    expect((await server.post({ ...hello, temperature: 'hot' })).json.detail).toEqual([
      {
        type: 'float_parsing',
        loc: ['body', 'temperature'],
        msg: 'Input should be a valid number, unable to parse string as a number',
        input: 'hot',
      },
    ])
    expect((await server.post('{"model":')).json.detail[0]).toMatchObject({ type: 'json_invalid', loc: ['body', 0] })
    expect((await server.post('[]')).json.detail[0]).toMatchObject({ type: 'model_attributes_type', loc: ['body'] })
    const crowded = await server.post({ ...hello, stop: Array(11).fill('x') })
    expect([crowded.text, crowded.headers.get('content-type')]).toEqual([
      'Internal Server Error',
      'text/plain; charset=utf-8',
    ])
  })

  test('reads audio_url and images, and ignores unknown parts', async () => {
    const server = await speaking('lightllm')
    const says = async (...parts: object[]) => (await server.post(say([...parts]))).json.choices?.[0].message.content
    const url = `data:audio/wav;base64,${audioData}`
    expect(
      await says({ type: 'text', text: 'What do you hear?' }, { type: 'audio_url', audio_url: { url } }),
    ).toContain('a steady tone')
    const input_audio = { data: audioData, format: 'wav' }
    expect(await says({ type: 'text', text: 'What colour is it?' }, { type: 'input_audio', input_audio }, png)).toBe(
      'red',
    )
    expect((await server.post(pictured({ url: 'ftp://picture' }))).status).toBe(400)
    expect((await server.post(pictured({ url: 'file:///pictures/red.png' }))).status).toBe(200)
  })

  test('does not enforce tool_choice: a named choice hides the other tools', async () => {
    const server = await speaking('lightllm')
    const calls = async (more: object) =>
      (await server.post({ ...ask, tools: [weather, time], ...more })).json.choices[0].message.tool_calls
    expect(await calls({})).toMatchObject([
      { index: 0, id: expect.stringMatching(/^call_[0-9a-f]{24}$/), function: { name: 'get_weather' } },
    ])
    expect(await calls(named)).toBeNull()
    expect(await calls({ tool_choice: 'none' })).toBeNull()
  })

  test('prefers max_completion_tokens to max_tokens', async () => {
    const server = await speaking('lightllm')
    const { json } = await server.post({ ...hello, max_tokens: 1, max_completion_tokens: 2 })
    expect(json.usage.completion_tokens).toBe(2)
  })

  test('uses numbers as ids of completions', async () => {
    const server = await speaking('lightllm')
    expect((await server.post(hello)).json.id).toBe('8')
    expect((await server.post(hello)).json.id).toBe('16')
    const { chunks, done } = await server.stream({ ...hello, n: 2 })
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
    expect(chunks[0].id).toMatch(/^chatcmpl-[0-9a-f]{32}$/)
    expect(done).toBe(true)
    expect((await (await speaking('lightllm-2026-04')).stream(hello)).done).toBe(false)
  })
})
