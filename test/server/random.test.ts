import { expect, test } from 'vitest'
import { forced, hello, start, textOf, time, weather } from './client.ts'

const server = await start({ quality: 'random' })
const content = async (body: object) => (await server.post({ ...hello, ...body })).json.choices[0].message.content

test('the text is random, unless the request has a seed or temperature 0', async () => {
  expect(await content({})).not.toBe(await content({}))
  expect(await content({ seed: 5 })).not.toBe(await content({ seed: 6 }))
  for (const fixed of [{ seed: 5 }, { temperature: 0 }]) {
    const said = await content(fixed)
    expect(await content(fixed)).toBe(said)
    expect(textOf((await server.stream({ ...hello, ...fixed })).chunks)).toBe(said)
    expect(said).toMatch(/^[a-z ]+$/)
  }
})

test('limits cut the same text', async () => {
  const said = await content({ seed: 1 })
  expect(said.startsWith(await content({ seed: 1, max_tokens: 2 }))).toBe(true)
})

test('tools are called only when a call is required', async () => {
  for (let i = 0; i < 5; i++) {
    const free = await server.post({ ...hello, tools: [weather, time] })
    expect(free.json.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: expect.any(String) } })
    const { json } = await server.post({ ...forced, tools: [weather, time] })
    const [call] = json.choices[0].message.tool_calls
    expect(['get_weather', 'get_time']).toContain(call.function.name)
    expect(() => JSON.parse(call.function.arguments)).not.toThrow()
  }
})

test('choices differ from one another', async () => {
  const { json } = await server.post({ ...hello, n: 2, seed: 3 })
  expect(json.choices[0].message.content).not.toBe(json.choices[1].message.content)
})
