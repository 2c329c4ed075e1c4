import { expect, test } from 'vitest'
import { tokenId, tokenise } from '../../server/tokens.ts'
import { choices, forced, hello, type Loose, start, textOf } from './client.ts'

const server = await start()
const full: string = (await server.post(hello)).json.choices[0].message.content
const tokens = tokenise(full)

test.each(['max_tokens', 'max_completion_tokens'])('%s cuts the reply after that many tokens', async (name) => {
  for (const limit of [1, 2]) {
    const { json } = await server.post({ ...hello, [name]: limit })
    expect(json.choices[0].finish_reason).toBe('length')
    expect(json.choices[0].message.content).toBe(tokens.slice(0, limit).join(''))
    expect(json.usage.completion_tokens).toBe(limit)
  }
  const { json } = await server.post({ ...hello, [name]: tokens.length })
  expect(json.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: full } })
  const { chunks } = await server.stream({ ...hello, [name]: 1 })
  expect(textOf(chunks)).toBe(tokens[0])
  expect(choices(chunks).at(-1).finish_reason).toBe('length')
})

test('a tool call is cut too, and is still a tool call', async () => {
  const { json } = await server.post({ ...forced, max_tokens: 5 })
  expect(json.choices[0].finish_reason).toBe('length')
  expect(json.choices[0].message.tool_calls).toHaveLength(1)
  expect(json.usage.completion_tokens).toBeLessThanOrEqual(5)
})

test('text ends before the first stop string, also in the middle of a token', async () => {
  const late = full.slice(-4)
  const early = full.slice(5, 8)
  for (const stop of [early, [early], [late, early], ['', 'never said', early]]) {
    const { json } = await server.post({ ...hello, stop })
    const { content } = json.choices[0].message
    expect(content).toBe(full.slice(0, full.indexOf(early)))
    expect(json.choices[0].finish_reason).toBe('stop')
    expect(textOf((await server.stream({ ...hello, stop })).chunks)).toBe(content)
  }
  const { json } = await server.post({ ...hello, stop: 'never said' })
  expect(json.choices[0].message.content).toBe(full)
})

test('a banned token does not occur, and a forced token is the only one', async () => {
  const banned = tokens[1] ?? ''
  const without = await server.post({ ...hello, logit_bias: { [tokenId(banned)]: -100 } })
  const said = without.json.choices[0].message.content
  expect(tokenise(said)).not.toContain(banned)
  const forced = await server.post({ ...hello, logit_bias: { 1234: 100 }, max_tokens: 5 })
  expect(new Set(tokenise(` ${forced.json.choices[0].message.content.trim()}`)).size).toBe(1)
  expect(forced.json.choices[0].finish_reason).toBe('length')
  const harmless = await server.post({ ...hello, logit_bias: { 50256: 0 } })
  expect(harmless.json.choices[0].message.content).toBe(full)
})

test('logprobs has an entry for each token of the text', async () => {
  const { json } = await server.post({ ...hello, logprobs: true, top_logprobs: 3 })
  const { content, refusal } = json.choices[0].logprobs
  expect(refusal).toBeNull()
  expect(content.map((entry: Loose) => entry.token).join('')).toBe(full)
  for (const entry of content) {
    expect(Buffer.from(entry.bytes).toString()).toBe(entry.token)
    expect(entry.logprob).toBeLessThan(0)
    const top = entry.top_logprobs
    expect(top).toHaveLength(3)
    expect(top[0]).toEqual({ token: entry.token, logprob: entry.logprob, bytes: entry.bytes })
    expect(new Set(top.map((one: Loose) => one.token)).size).toBe(3)
    const probabilities = top.map((one: Loose) => Math.exp(one.logprob))
    expect([...probabilities].sort((a, b) => b - a)).toEqual(probabilities)
    expect(probabilities.reduce((a: number, b: number) => a + b)).toBeLessThan(1)
  }
  const { chunks } = await server.stream({ ...hello, logprobs: true })
  const streamed = choices(chunks).flatMap(({ logprobs }) => logprobs?.content ?? [])
  expect(streamed).toEqual(content.map((entry: Loose) => ({ ...entry, top_logprobs: [] })))
})

test('prompt tokens depend on the content of the messages, not on their form', async () => {
  const count = async (body: object) => (await server.post({ ...hello, ...body })).json.usage.prompt_tokens
  const plain = await count({})
  const says = (content: unknown) => ({ messages: [{ role: 'user', content }] })
  const text = hello.messages[0]?.content
  expect(await count(says([{ type: 'text', text }]))).toBe(plain)
  expect(await count({ temperature: null, n: 2 })).toBe(plain)
  expect(await count(says('word '.repeat(50)))).toBeGreaterThan(plain)
  const png = `data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==`
  const image = { type: 'image_url', image_url: { url: png } }
  const low = { type: 'image_url', image_url: { url: png, detail: 'low' } }
  const [withImage, withLow] = [
    await count(says([{ type: 'text', text }, image])),
    await count(says([{ type: 'text', text }, low])),
  ]
  expect(withLow).toBeGreaterThan(plain)
  expect(withImage).toBeGreaterThan(withLow)
})
