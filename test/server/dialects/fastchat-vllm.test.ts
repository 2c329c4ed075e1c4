import { describe, expect, test } from 'vitest'
import { pictured, speaking, to, tools } from '../../support/dialects.ts'
import { hello, type Loose } from '../client.ts'

describe('fastchat-vllm', () => {
  const llava = { ...hello, model: 'llava-v1.6-34b' }

  test('answers only with streams, at two paths', async () => {
    const server = await speaking('fastchat-vllm')
    expect(server.baseUrl).toMatch(/\/api\/v1$/)
    const { status, json } = await server.post(llava)
    expect({ status, json }).toEqual({
      status: 400,
      json: { object: 'error', message: expect.stringContaining('stream'), code: 40001 },
    })
    expect((await to(server, '/../../v1/chat/completions', { ...llava, stream: true })).status).toBe(200)
  })

  test('streams one choice after the other and all finish reasons last', async () => {
    const { chunks, done } = await (await speaking('fastchat-vllm')).stream({
      ...llava,
      n: 2,
      stream_options: { include_usage: true },
    })
    const order = chunks.map(({ choices: [choice] }: Loose) => [choice.index, choice.finish_reason])
    expect(order.slice(-2)).toEqual([
      [0, 'stop'],
      [1, 'stop'],
    ])
    const before = order.slice(0, -2).map(([index]) => index)
    expect(before).toEqual([...before].sort())
    expect(chunks.map((chunk) => 'created' in chunk)).toEqual([...before.map(() => false), true, true])
    expect(done).toBe(true)
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false)
  })

  test('accepts three roles, PNG data and few parameters', async () => {
    const server = await speaking('fastchat-vllm')
    const codes = async (more: object) => {
      const { status, json } = await server.post({ ...llava, stream: true, ...more })
      return [status, json?.code]
    }
    expect(await codes({ messages: 'Hello' })).toEqual([200, undefined])
    expect(await codes({ ...tools, tool_choice: 'required', seed: 'x' })).toEqual([200, undefined])
    expect(await codes({ temperature: 3 })).toEqual([400, 40302])
    expect(await codes({ messages: undefined })).toEqual([400, 40001])
    expect(await codes(pictured({ url: 'http://127.0.0.1:9/red.png' }))).toEqual([400, 40001])
    expect(await codes(pictured({ url: 'data:image/jpeg;base64,/9j/2Q==' }))).toEqual([400, 40001])
    expect(await codes({ messages: [{ role: 'tool', tool_call_id: 'x', content: 'y' }] })).toEqual([500, undefined])
    expect((await server.get('/models')).json.data[0]).toMatchObject({
      id: 'llava-v1.6-34b',
      owned_by: 'fastchat',
      parent: null,
    })
  })
})
