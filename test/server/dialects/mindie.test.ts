import { describe, expect, test } from 'vitest'
import { ask, imageData, pictured, speaking, statuses, to } from '../../support/dialects.ts'
import { callsOf, hello } from '../client.ts'

describe('mindie', () => {
  test('refuses with 422 and two messages', async () => {
    const server = await speaking('mindie', { apiKey: 'secret' })
    const validation = { error: expect.any(String), error_type: 'Input Validation Error' }
    const wrongs = [
      { ...hello, model: 'x' },
      { ...hello, seed: -1 },
      { ...hello, temperature: 'hot' },
      { model: 'reference-1' },
    ]
    for (const wrong of [...wrongs, '{"model":']) expect((await server.post(wrong)).json).toEqual(validation)
    const developer = await server.post({ ...hello, messages: [{ role: 'developer', content: 'Be brief.' }] })
    expect(developer.status).toBe(422)
    const nowhere = await to(server, '/nowhere', {})
    expect([nowhere.status, nowhere.json.error_type]).toEqual([404, 'NotFoundError'])
    expect((await server.get('/models/x')).json.error_type).toBe('NotFoundError')
    expect((await server.get('/models/reference-1')).json).not.toHaveProperty('created')
  })

  test('accepts URLs as strings and paths, and ignores unknown parameters', async () => {
    const server = await speaking('mindie')
    const model = { model: 'reference-1' }
    expect(
      await statuses(server, {
        path: { ...pictured('/xxxx/test.png'), ...model },
        bare: { ...pictured(`data:image/png;base64,${imageData}`), ...model },
        gif: { ...pictured('data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACADs='), ...model },
        document: { ...hello, top_k: 0, seed: null, stop: ['stop1'], stop_token_ids: [2, 13], repetition_penalty: 1.0 },
      }),
    ).toEqual({ path: 200, bare: 200, gif: 422, document: 200 })
    const { json } = await server.post({ ...hello, n: 3, logprobs: true, max_completion_tokens: 1 })
    expect(json.choices).toHaveLength(1)
    expect(json.usage.completion_tokens).toBeGreaterThan(1)
    expect(json.decode_time_arr).toHaveLength(json.usage.completion_tokens - 1)
    expect(json.prefill_time).toEqual(expect.any(Number))
    expect((await server.post(hello)).json.id).toMatch(/^endpoint_common_\d+$/)
  })

  test('streams tool calls, with a role in every delta', async () => {
    const { chunks } = await (await speaking('mindie')).stream(ask)
    expect(callsOf(chunks)[0]).toMatchObject({ name: 'get_weather' })
    for (const { choices } of chunks) expect(choices[0].delta).toMatchObject({ role: 'assistant', content: '' })
    expect(chunks.at(-1)).toMatchObject({
      usage: { prompt_tokens: expect.any(Number) },
      choices: [{ finish_reason: 'tool_calls' }],
    })
  })

  test('with fullTextEnabled, each delta starts with the previous one', async () => {
    const { chunks } = await (await speaking('mindie-fulltext')).stream(hello)
    const texts = chunks.map(({ choices }) => choices[0].delta.content)
    for (const [i, text] of texts.slice(1).entries()) expect(text.startsWith(texts[i])).toBe(true)
    expect(chunks.at(-1).full_text).toBe(texts.at(-1))
    expect(chunks.slice(0, -1).some((chunk) => 'full_text' in chunk)).toBe(false)
    const plain = (await (await speaking('mindie-fulltext')).post(hello)).json
    expect(texts.at(-1)).toBe(plain.choices[0].message.content)
  })
})
