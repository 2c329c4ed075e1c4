import { describe, expect, test } from 'vitest'
import { pictured, png, speaking, tools } from '../../support/dialects.ts'
import { hello } from '../client.ts'

describe('ecnu-vl', () => {
  test('has one model at its own path, accepts data URIs and refuses tools', async () => {
    const server = await speaking('ecnu-vl', { apiKey: 'secret' })
    expect(server.baseUrl).toMatch(/\/open\/api\/v1$/)
    const send = async (more: object) => {
      const { status, json } = await server.post(
        { ...hello, model: 'ecnu-vl', ...more },
        { authorization: 'Bearer secret' },
      )
      return [status, json.object]
    }
    expect(await send({})).toEqual([200, 'chat.completion'])
    expect(await send(pictured(png.image_url))).toEqual([200, 'chat.completion'])
    expect(await send(pictured({ url: 'http://127.0.0.1:9/red.png' }))).toEqual([400, 'error'])
    expect(await send(tools)).toEqual([400, 'error'])
    expect(await send({ model: 'reference-1' })).toEqual([404, 'error'])
    expect((await server.post(hello)).status).toBe(401)
  })
})
