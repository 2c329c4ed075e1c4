import { expect, test } from 'vitest'
import { answer } from '../../server/answer.ts'
import type { Model } from '../../server/sample.ts'
import { tokenise } from '../../server/tokens.ts'
import type { Variant } from '../../server/twist.ts'
import framing from '../../server/variants/framing.ts'
import stream from '../../server/variants/stream.ts'
import { callsOf, choices, dataOf, hello, type Loose, textOf } from './client.ts'

const variants: Record<string, Variant> = { ...framing, ...stream }
const ids = Object.keys(variants)

const text = 'Grüße 日本 👩‍👩‍👧‍👦, ok'
const calls = [
  { name: 'a', arguments: '{"x": "ü1"}' },
  { name: 'b', arguments: '{"x": "2"}' },
]
const model: Model = {
  speak: ({ tools }) => (tools ? { text: null, calls } : { text, calls: [] }),
  lots: () => () => 0,
}
const declared = calls.map(({ name }) => ({ type: 'function', function: { name } }))

async function chunksOf(names: readonly string[], ask: object): Promise<Loose[]> {
  const twists = names.flatMap((name) => variants[name] ?? [])
  const body = Buffer.from(JSON.stringify({ ...hello, stream: true, n: 2, ...ask }))
  const headers = { 'content-type': 'application/json' }
  const asked = { method: 'POST', path: '/chat/completions', headers, body: undefined, streamed: false, count: 0 }
  const got = await answer(asked, body, { twists, model, apiKey: undefined })
  const data = got.streamed ? dataOf(Buffer.concat(got.pieces).toString()) : []
  expect(data.at(-1)).toBe('[DONE]')
  return data.slice(0, -1).map((one) => JSON.parse(one))
}

/** What must be true of every stream, however it is cut. */
function check(chunks: Loose[], finish: string): void {
  for (const index of [0, 1]) {
    const mine = choices(chunks, index)
    expect(mine.filter(({ delta }) => delta.role)).toHaveLength(1)
    expect(mine[0].delta.role).toBe('assistant')
    expect(mine.map(({ finish_reason }) => finish_reason).filter(Boolean)).toEqual([finish])
    expect(mine.at(-1).finish_reason).toBe(finish)
  }
}

test.each(ids)('%s can be combined with every other variant of a stream', async (one) => {
  for (const other of ids) {
    const said = await chunksOf([one, other], { logprobs: true })
    check(said, 'stop')
    const made = await chunksOf([one, other], { tools: declared })
    check(made, 'tool_calls')
    for (const index of [0, 1]) {
      expect(textOf(said, index), `${one} ${other}`).toBe(text)
      const entries = choices(said, index).flatMap(({ logprobs }) => logprobs?.content ?? [])
      expect(entries.map((entry) => entry.token)).toEqual(tokenise(text))
      expect(callsOf(made, index), `${one} ${other}`).toEqual(
        calls.map((call) => ({ ...call, id: expect.stringMatching(/^call_\w{24}$/) })),
      )
    }
  }
})
