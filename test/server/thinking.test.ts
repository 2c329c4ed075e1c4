/** A reference server whose model thinks. */
import { expect, test } from 'vitest'
import { forced, hello, type Loose, start } from './client.ts'

const thinking = await start({ think: { spelling: 'reasoning_content' } })
const detailed = await start({ think: { spelling: 'reasoning_details' } })
const silent = await start()

/** Every delta of a stream. */
const deltasOf = (chunks: Loose[]) => chunks.flatMap((chunk) => chunk.choices.map(({ delta }: Loose) => delta))

test('reasoning is next to the content, and is counted', async () => {
  const { json: body } = await thinking.post(hello)
  const [{ message }] = body.choices
  expect(message.reasoning_content).toContain('Say hello to the world')
  expect(message.content).not.toContain('Okay')
  const { completion_tokens: all, completion_tokens_details: details } = body.usage
  expect(details.reasoning_tokens).toBeGreaterThan(20)
  expect(all).toBeGreaterThan(details.reasoning_tokens)
})

test('without the option there is none', async () => {
  expect(JSON.stringify((await silent.post(hello)).json)).not.toMatch(/"reasoning(_content|_details)?"/)
})

test('another spelling has the same text in both fields', async () => {
  const [{ message }] = (await detailed.post(hello)).json.choices
  expect(message.reasoning_details).toMatchObject([{ type: 'reasoning.text', text: message.reasoning }])
  expect(message.reasoning_content).toBeUndefined()
})

test('a low token limit cuts the reasoning', async () => {
  const { json: body } = await thinking.post({ ...hello, max_completion_tokens: 8 })
  const [{ message, finish_reason }] = body.choices
  expect([message.content, finish_reason, body.usage.completion_tokens]).toEqual(['', 'length', 8])
  expect(message.reasoning_content.length).toBeGreaterThan(8)
})

test('reasoning comes before a tool call, and stop does not end it', async () => {
  const [{ message }] = (await thinking.post({ ...forced, stop: ['user', 'the '] })).json.choices
  expect(message.tool_calls).toHaveLength(1)
  expect(message.reasoning_content).toContain('user')
})

test('a stream has the reasoning before the content', async () => {
  const { chunks } = await thinking.stream(hello)
  const kinds = deltasOf(chunks).map((delta) => ('reasoning_content' in delta ? 'r' : delta.content ? 'c' : '-'))
  expect(kinds.join('')).toMatch(/^-r+c+-$/)
})

test('log probabilities are those of the content', async () => {
  const [{ message, logprobs }] = (await thinking.post({ ...hello, logprobs: true })).json.choices
  expect(logprobs.content.map(({ token }: Loose) => token).join('')).toBe(message.content)
})
