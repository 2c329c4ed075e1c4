import { describe, expect, test } from 'vitest'
import { ask, atRoot, pictured, png, say, speaking, to } from '../../support/dialects.ts'
import { hello } from '../client.ts'

describe('llama.cpp', () => {
  test('has usage and timings in the last chunk of a stream', async () => {
    const { chunks, done } = await (await speaking('llama.cpp')).stream(hello)
    expect(done).toBe(true)
    const prints = chunks.map((chunk) => 'system_fingerprint' in chunk)
    expect(prints).toEqual(chunks.map((_, i) => i > 1))
    expect(chunks[0].choices[0]).toEqual({ finish_reason: null, index: 0, delta: { role: 'assistant' } })
    expect(chunks.at(-1)).toMatchObject({
      choices: [{ delta: {}, finish_reason: 'stop' }],
      usage: {},
      timings: { predicted_n: chunks.at(-1).usage.completion_tokens },
    })
  })

  test('sets created to the time of each chunk', async () => {
    const server = await speaking('llama.cpp', { delayMs: 400 })
    const { chunks } = await server.stream(say('Reply with exactly: one two'))
    expect(new Set(chunks.map(({ created }) => created)).size).toBeGreaterThan(1)
  })

  test('answers invalid requests, and some valid ones, with 500', async () => {
    const server = await speaking('llama.cpp')
    const failed = { code: 500, message: expect.any(String), type: 'server_error' }
    for (const wrong of [
      { messages: [] },
      { ...hello, n: 2 },
      { ...ask, stream: true },
      pictured(png.image_url),
      '{"model":',
    ]) {
      const { status, json } = await server.post(wrong)
      expect({ status, json }).toEqual({ status: 500, json: { error: failed } })
    }
    expect((await to(server, '/nowhere', {})).json.error).toEqual({
      code: 404,
      message: 'File Not Found',
      type: 'not_found_error',
    })
    const { text } = await server.stream(say('Fail midway.'))
    expect(text).toMatch(/\n\nerror: \{"code":500.*\}\n\ndata: \[DONE\]\n\n$/)
  })

  test('also serves the root, and lists its model without an API key', async () => {
    const server = await speaking('llama.cpp', { apiKey: 'secret' })
    expect((await server.get('/models')).json.data[0]).toMatchObject({
      owned_by: 'llamacpp',
      meta: { n_vocab: expect.any(Number) },
    })
    expect((await to(atRoot(server), 'chat/completions', hello)).json.error).toMatchObject({
      code: 401,
      type: 'authentication_error',
    })
    expect((await (await speaking('llama.cpp')).post({ messages: hello.messages })).json.model).toBe('gpt-3.5-turbo')
  })

  test('has token ids in its log probabilities, and json_schema has no effect', async () => {
    const server = await speaking('llama.cpp')
    const probable = await server.post({ ...hello, logprobs: true, top_logprobs: 2 })
    expect(probable.json.choices[0].logprobs.content[0]).toMatchObject({
      id: expect.any(Number),
      top_logprobs: [{ id: expect.any(Number) }, {}],
    })
    const schema = { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } }
    const plain = (await server.post(hello)).json.choices[0].message
    expect((await server.post({ ...hello, response_format: schema })).json.choices[0].message).toEqual(plain)
  })
})
