import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assemble } from '../../specs/apis/chat-completions/assemble.ts'
import type { Chunk, Wire } from '../../src/model/index.ts'
import { aChunk, aUsageChunk, chunksSaying } from '../support/seen.ts'

/** The completion assembled from chunk objects or from JSON text. */
function sum(...chunks: (object | string)[]): Wire {
  return assemble(
    chunks.map((chunk, event): Chunk => {
      const text = typeof chunk === 'string' ? chunk : JSON.stringify(chunk)
      return { event, at: event, data: JSON.parse(text), text }
    }),
  )
}

/** The first choice, typed so that its message can be read. */
function choiceOf(...chunks: (object | string)[]): { message: Wire; [key: string]: unknown } {
  return (sum(...chunks).choices as { message: Wire }[])[0] as { message: Wire }
}

const calls = (...fragments: unknown[]): object => aChunk({ tool_calls: fragments })
const callsOf = (...chunks: (object | string)[]): unknown => choiceOf(...chunks).message.tool_calls

describe('a complete stream', () => {
  it('is assembled into the equivalent completion', () => {
    const { id, created, model } = aChunk({})
    expect(sum(...chunksSaying('Hello', ' there'), aUsageChunk())).toEqual({
      id,
      object: 'chat.completion',
      created,
      model,
      choices: [
        { index: 0, message: { role: 'assistant', content: 'Hello there' }, finish_reason: 'stop', logprobs: null },
      ],
      usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
    })
  })

  it('without chunks has no choice', () => expect(sum()).toEqual({ object: 'chat.completion', choices: [] }))

  it('keeps the first value of a member, and the last value of a member that may grow', () => {
    const top = sum(
      { id: '', model: '', created: 0, service_tier: null, x_list: [1] },
      { id: 'a', model: 'm', created: 5, service_tier: 'default', usage: { total_tokens: 1 }, x_list: [2] },
      { id: 'b', model: 'n', created: 6, service_tier: 'flex', usage: { total_tokens: 2 } },
      { usage: null },
    )
    expect(top).toMatchObject({
      id: 'a',
      model: 'm',
      created: 5,
      service_tier: 'default',
      usage: { total_tokens: 2 },
      x_list: [2],
    })
  })

  it('keeps the choices separate, in the order of their indexes', () => {
    const choices = sum(
      aChunk({ content: 'b' }, { index: 1 }),
      aChunk({ content: 'a' }, { index: 0 }),
      aChunk({ content: 'B' }, { index: 1, finish_reason: 'length' }),
      aChunk({ content: 'A' }, { index: 0, finish_reason: 'stop' }),
    ).choices
    expect(choices).toMatchObject([
      { index: 0, message: { content: 'aA' }, finish_reason: 'stop' },
      { index: 1, message: { content: 'bB' }, finish_reason: 'length' },
    ])
  })

  it('uses the position for a missing index, and the last valid finish_reason', () => {
    const [a, b] = [{ delta: { content: 'a' } }, { delta: { content: 'b' }, finish_reason: 'stop' }]
    expect(sum({ choices: [a, b] }, { choices: [a, { finish_reason: null }] }).choices).toMatchObject([
      { index: 0, message: { content: 'aa' }, finish_reason: null },
      { index: 1, message: { content: 'b' }, finish_reason: 'stop' },
    ])
  })

  it('joins the tokens of the log probabilities', () => {
    const token = (text: string): object => ({ token: text, logprob: -1, bytes: null, top_logprobs: [] })
    const choice = choiceOf(
      aChunk({ content: 'a' }, { logprobs: { content: [token('a')], refusal: null } }),
      aChunk({ content: 'b' }, { logprobs: null }),
      aChunk({ content: 'c' }, { logprobs: { content: [token('c')], refusal: [token('x')] } }),
    )
    expect(choice.logprobs).toEqual({ content: [token('a'), token('c')], refusal: [token('x')] })
  })

  it('joins every string, and keeps the first value of other members', () => {
    const { message } = choiceOf(
      aChunk({ role: 'assistant', content: null, refusal: 'I ', reasoning_content: 'Hm', x: { a: 1 } }),
      aChunk({ role: 'assistant', refusal: 'cannot', reasoning_content: '.', x: { a: 2 } }),
    )
    expect(message).toEqual({
      role: 'assistant',
      content: null,
      refusal: 'I cannot',
      reasoning_content: 'Hm.',
      x: { a: 1 },
    })
  })
})

describe('tool calls', () => {
  it('are joined by index', () => {
    expect(
      callsOf(
        calls({ index: 0, id: 'call_a', type: 'function', function: { name: 'f', arguments: '' } }),
        calls({ index: 0, function: { arguments: '{"a"' } }),
        calls({ index: 1, id: 'call_b', type: 'function', function: { name: 'g', arguments: '{}' } }),
        calls({ index: 0, function: { arguments: ':1}' } }),
      ),
    ).toEqual([
      { id: 'call_a', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
      { id: 'call_b', type: 'function', function: { name: 'g', arguments: '{}' } },
    ])
  })

  it('keep a repeated name and id, and append to the input of a custom tool', () => {
    expect(
      callsOf(
        calls({ index: 2, id: 'call_a', type: 'custom', custom: { name: 'n', input: 'x' } }),
        calls({ index: 2, id: 'call_a', type: 'custom', custom: { name: 'n', input: 'y' } }),
      ),
    ).toEqual([{ id: 'call_a', type: 'custom', custom: { name: 'n', input: 'xy' } }])
  })

  it('without an index start at each new id', () => {
    expect(
      callsOf(
        calls({ id: 'a', function: { name: 'f', arguments: '{' } }),
        calls({ function: { arguments: '}' } }),
        calls({ id: 'a', function: { arguments: ' ' } }),
        calls({ id: 'b', function: { name: 'g', arguments: '{}' } }),
      ),
    ).toEqual([
      { id: 'a', function: { name: 'f', arguments: '{} ' } },
      { id: 'b', function: { name: 'g', arguments: '{}' } },
    ])
  })

  it('in the deprecated form are also joined', () => {
    const { message } = choiceOf(
      aChunk({ function_call: { name: 'f', arguments: '{' } }),
      aChunk({ function_call: { arguments: '}' } }),
    )
    expect(message.function_call).toEqual({ name: 'f', arguments: '{}' })
  })
})

describe('broken chunks', () => {
  it.each([
    ['no choices', '{}'],
    ['choices of another type', '{"choices":{"0":{}}}'],
    ['an invalid choice', '{"choices":[null,1,"a",[]]}'],
    ['an invalid delta', '{"choices":[{"delta":"text"},{"delta":[1]}]}'],
    ['invalid calls', '{"choices":[{"delta":{"tool_calls":[null,1,{"index":"0","function":3},{"function":[]}]}}]}'],
    ['invalid log probabilities', '{"choices":[{"delta":{},"logprobs":{"content":"a","refusal":{}}}]}'],
    [
      'absurd indexes',
      '{"choices":[{"index":1e999,"delta":{}},{"index":-9007199254740993,"delta":{"tool_calls":[{"index":1e308}]}}]}',
    ],
  ])('are skipped: %s', (_, text) => {
    expect(sum(text, ...chunksSaying('Hi')).choices).toEqual(
      expect.arrayContaining([expect.objectContaining({ finish_reason: 'stop' })]),
    )
  })

  it('may use names that every object inherits', () => {
    const text = `{"__proto__":{"id":"x"},"constructor":"c","id":"a","choices":[{"index":0,"delta":{
      "__proto__":"p","constructor":"k","tool_calls":[{"index":0,"__proto__":{"id":"y"},"id":"b","function":{"__proto__":"q","toString":"r"}}]}}]}`
    const assembled = sum(text, text)
    expect(JSON.parse(JSON.stringify(assembled))).toEqual(
      JSON.parse(`{"__proto__":{"id":"x"},"constructor":"c","id":"a","object":"chat.completion","choices":[{"index":0,"message":{
        "__proto__":"pp","constructor":"kk","content":null,
        "tool_calls":[{"__proto__":{"id":"y"},"id":"b","function":{"__proto__":"qq","toString":"rr"}}]},
        "finish_reason":null,"logprobs":null}]}`),
    )
    expect(({} as { id?: unknown }).id).toBeUndefined()
  })

  it('never cause an exception, whatever JSON they are', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 6 })), (values) => {
        sum({ choices: values }, { choices: [{ delta: values }, ...values.map((delta) => ({ delta }))] })
        sum({ choices: [{ delta: { tool_calls: values, function_call: values[0] }, logprobs: { content: values } }] })
      }),
      { seed: 3, numRuns: 300 },
    )
  })

  it('are assembled in linear time', () => {
    const fragments = Array.from({ length: 150_000 }, (_, i) => ({ id: `call_${i}`, function: { name: 'f' } }))
    expect(callsOf(aChunk({ tool_calls: fragments }))).toHaveLength(fragments.length)
    const tokens = Array.from({ length: 20_000 }, () => aChunk({ content: 'a' }, { logprobs: { content: [{}] } }))
    expect(choiceOf(...tokens).logprobs).toMatchObject({ content: { length: tokens.length } })
  })
})

it('the pieces of a part of reasoning are joined', () => {
  const piece = (text: string, index = 0) =>
    aChunk({ reasoning_details: [{ type: 'reasoning.text', text, index, format: 'unknown' }] })
  expect(choiceOf(piece('The user'), piece(' says hi.'), piece('Again.', 1)).message.reasoning_details).toEqual([
    { type: 'reasoning.text', text: 'The user says hi.', index: 0, format: 'unknown' },
    { type: 'reasoning.text', text: 'Again.', index: 1, format: 'unknown' },
  ])
})
