/** What each thinking model of the reference server sends. */
import { expect } from 'vitest'
import { type Client, choices, forced, hello, type Loose, textOf } from './client.ts'

const usage = { stream_options: { include_usage: true } }
const ANSWER = 'Reply with exactly: pong'
const ask = { model: 'reference-1', messages: [{ role: 'user', content: ANSWER }] }
/** The same request again, worded differently each time. */
const askFor = (i: number) => ({ ...hello, messages: [{ role: 'user', content: `Say hello to guest ${i}.` }] })

const replyTo = async (client: Client, request: object = hello): Promise<Loose> => (await client.post(request)).json
const messageOf = (reply: Loose): Loose => reply.choices[0].message
const deltasOf = async (client: Client, request: object = hello): Promise<Loose[]> =>
  choices((await client.stream(request)).chunks).map(({ delta }) => delta)
const messagesOf = async (client: Client): Promise<Loose[]> =>
  Promise.all(Array.from({ length: 24 }, async (_, i) => messageOf(await replyTo(client, askFor(i)))))
const joined = (deltas: readonly Loose[], name: string): string => deltas.map((delta) => delta[name] ?? '').join('')
const thoughtTokens = (reply: Loose): number => reply.usage.completion_tokens_details.reasoning_tokens
const anyText = expect.stringMatching(/./)

/** The test of each variant that thinks: what it must do. */
export const thinkingModels: Record<string, (client: Client) => Promise<unknown>> = {
  thinks: async (client) => {
    const reply = await replyTo(client)
    expect(messageOf(reply)).toMatchObject({ content: anyText, reasoning_content: anyText })
    expect(thoughtTokens(reply)).toBeGreaterThan(0)
    expect(joined(await deltasOf(client), 'reasoning_content')).toBe(messageOf(reply).reasoning_content)
  },
  'thinks-as-reasoning': async (client) => {
    const message = messageOf(await replyTo(client))
    expect(message.reasoning).toEqual(anyText)
    expect(message).not.toHaveProperty('reasoning_content')
    expect(joined(await deltasOf(client), 'reasoning')).toBe(message.reasoning)
  },
  'thinks-in-details': async (client) => {
    const message = messageOf(await replyTo(client))
    expect(message.reasoning_details).toMatchObject([{ type: 'reasoning.text', text: message.reasoning }])
    expect((await deltasOf(client)).some((delta) => delta.reasoning_details)).toBe(true)
  },
  'thinks-long': async (client) => {
    expect(thoughtTokens(await replyTo(client))).toBeGreaterThanOrEqual(300)
    const cut = await replyTo(client, { ...hello, max_completion_tokens: 64 })
    expect(cut).toMatchObject({ choices: [{ finish_reason: 'length' }], usage: { completion_tokens: 64 } })
    expect(messageOf(cut)).toMatchObject({ content: '', reasoning_content: anyText })
  },
  'thinks-sometimes': async (client) => {
    const thoughts = (await messagesOf(client)).map(({ reasoning_content: thought }) => Boolean(thought))
    expect(new Set(thoughts).size).toBe(2)
  },
  'thinks-in-one-piece': async (client) => {
    const thoughts = (await deltasOf(client)).flatMap(({ reasoning_content: thought }) => thought || [])
    expect(thoughts).toEqual([messageOf(await replyTo(client)).reasoning_content])
  },
  'thinks-with-null-content': async (client) => {
    const deltas = await deltasOf(client)
    const thinking = deltas.filter((delta) => delta.reasoning_content)
    expect(thinking.length).toBeGreaterThan(1)
    expect(thinking.every(({ content }) => content === null)).toBe(true)
    const saying = deltas.filter(({ content }) => content)
    expect(saying.length).toBeGreaterThan(1)
    expect(saying.every((delta) => delta.reasoning_content === null)).toBe(true)
  },
  'thinks-with-empty-fields': async (client) => {
    const thoughts = (await messagesOf(client)).map(({ reasoning_content: thought }) => thought)
    expect(thoughts).toContain('')
    expect(thoughts).toContainEqual(anyText)
    expect(thoughts).not.toContain(undefined)
  },
  'thinks-uncounted-details': async (client) => {
    const reply = await replyTo(client)
    expect(messageOf(reply).reasoning_content).toEqual(anyText)
    expect(Object.keys(reply.usage).sort()).toEqual([
      'completion_tokens',
      'prompt_tokens',
      'prompt_tokens_details',
      'total_tokens',
    ])
    const last = (await client.stream({ ...hello, ...usage })).chunks.at(-1)
    expect(last.usage).toEqual(reply.usage)
    const words = messageOf(reply).reasoning_content.split(' ').length
    expect(reply.usage.completion_tokens).toBeGreaterThan(words)
  },
  'thinks-in-secret': async (client) => {
    const reply = await replyTo(client)
    expect(thoughtTokens(reply)).toBeGreaterThan(0)
    expect(messageOf(reply)).not.toHaveProperty('reasoning_content')
    expect((await deltasOf(client)).some((delta) => 'reasoning_content' in delta)).toBe(false)
  },
  'thinks-in-summaries': async (client) => {
    const replies = await Promise.all(Array.from({ length: 24 }, () => replyTo(client)))
    expect(replies.every((reply) => thoughtTokens(reply) >= 120)).toBe(true)
    const summaries = new Set(replies.map((reply) => messageOf(reply).reasoning_content))
    expect(summaries).toEqual(new Set(['The user asks a question.', undefined]))
    const streams = await Promise.all(Array.from({ length: 24 }, () => deltasOf(client)))
    const streamed = new Set(streams.map((deltas) => joined(deltas, 'reasoning_content')))
    expect(streamed).toEqual(new Set(['The user asks a question.', '']))
  },
  'thinks-unless-forced': async (client) => {
    expect(messageOf(await replyTo(client)).reasoning_content).toEqual(anyText)
    const message = messageOf(await replyTo(client, forced))
    expect(message.tool_calls).toHaveLength(1)
    expect(message).not.toHaveProperty('reasoning_content')
  },
  'thinks-between-calls': async (client) => {
    const deltas = await deltasOf(client, forced)
    const kinds = deltas.map((delta) =>
      delta.reasoning_content ? 'r' : delta.content ? 'c' : delta.tool_calls ? 't' : '-',
    )
    expect(kinds.join('')).toMatch(/^-*r+c+rt+-$/)
  },
  'thinks-the-answer': async (client) => {
    const message = messageOf(await replyTo(client))
    expect(message.reasoning_content.endsWith(` Draft: ${message.content}`)).toBe(true)
  },
  'thinks-briefly': async (client) => {
    expect(messageOf(await replyTo(client, ask))).toMatchObject({ content: 'pong', reasoning_content: 'pong' })
    expect(textOf((await client.stream(ask)).chunks)).toBe('pong')
  },
}
