import { describe, expect, test } from 'vitest'
import { ask, imageData, pictured, speaking, statuses } from '../../support/dialects.ts'
import { hello, textOf } from '../client.ts'

describe('ollama', () => {
  test('streams the role with the first text, and each call in one fragment', async () => {
    const server = await speaking('ollama')
    const { chunks } = await server.stream(hello)
    expect(chunks[0].choices[0].delta).toEqual({ role: 'assistant', content: expect.stringMatching(/./) })
    expect(chunks[1].choices[0].delta).toEqual({ content: expect.any(String) })
    expect(chunks.at(-1).choices[0]).toEqual({ index: 0, delta: {}, finish_reason: 'stop' })
    expect(chunks[0]).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-\d{1,3}$/),
      system_fingerprint: 'fp_ollama',
    })
    const called = (await server.stream(ask)).chunks
    const parts = called.flatMap(({ choices }) => choices[0].delta.tool_calls ?? [])
    expect(parts).toHaveLength(1)
    expect(JSON.parse(parts[0].function.arguments)).toMatchObject({ city: 'Oslo' })
    expect(called.at(-1).choices[0].finish_reason).toBe('tool_calls')
  })

  test('ignores, accepts and refuses parameters as documented', async () => {
    const server = await speaking('ollama', { apiKey: 'secret' })
    const model = { model: 'reference-1' }
    expect(
      await statuses(server, {
        ignored: { ...hello, n: 'two', tool_choice: 5, logit_bias: 'x', max_completion_tokens: 'ten', user: 1 },
        bare: { ...pictured(`data:image/png;base64,${imageData}`), ...model },
        web: { ...pictured({ url: 'http://127.0.0.1:9/red.png' }), ...model },
        effort: { ...hello, reasoning_effort: 'ultra' },
        'no effort': { ...hello, reasoning_effort: 'some' },
        unknown: { ...hello, model: 'x' },
      }),
    ).toEqual({ ignored: 200, bare: 200, web: 400, effort: 200, 'no effort': 400, unknown: 404 })
    const { json } = await server.post({ ...hello, model: 'x' })
    expect(json.error).toMatchObject({ type: 'not_found_error', param: null, code: null })
    const thought = await server.post({ ...hello, reasoning_effort: 'low' })
    expect(thought.json.choices[0].message.reasoning).toEqual(expect.any(String))
    const { chunks } = await server.stream({ ...hello, reasoning_effort: 'low' })
    expect(chunks[0].choices[0].delta).toMatchObject({ role: 'assistant', content: '', reasoning: expect.any(String) })
    expect(textOf(chunks)).toBe(thought.json.choices[0].message.content)
  })
})
