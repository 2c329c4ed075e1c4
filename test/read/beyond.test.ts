import { expect, it } from 'vitest'
import { extensionsSeen, generalPlace } from '../../src/read/beyond.ts'
import { aCall, aChoice, aChunk, aCompletion, chunksSaying, completion, errorReply, stream } from '../support/seen.ts'

const places = (seen: { readonly beyond: readonly { readonly at: string }[] }) => seen.beyond.map(({ at }) => at)

it('members of the contract are not reported as extra', () => {
  const message = { annotations: [], audio: null, function_call: null, tool_calls: [aCall('f', '{}')] }
  const logprobs = { content: [{ token: 'a', logprob: 0, bytes: null, top_logprobs: [] }], refusal: null }
  const usage = {
    prompt_tokens: 1,
    completion_tokens: 1,
    total_tokens: 2,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
  const rest = { service_tier: 'default', system_fingerprint: 'fp', metadata: { any: 'thing' } }
  expect(places(completion(aCompletion({ choices: [aChoice({ message, logprobs })], usage, ...rest })))).toEqual([])
  expect(places(stream([...chunksSaying('a'), aChunk({}, {}, { usage, obfuscation: 'x' })]))).toEqual([])
  expect(places(errorReply())).toEqual([])
})

it('extra members are found at any depth, once for each kind in a stream', () => {
  const choice = {
    ...aChoice({ message: { reasoning: 'so', tool_calls: [{ ...aCall('f', '{}'), index: 0 }] } }),
    stop_reason: null,
  }
  expect(places(completion(aCompletion({ choices: [choice], timings: { n: 1 } })))).toEqual([
    '/choices/0/message/reasoning',
    '/choices/0/message/tool_calls/0/index',
    '/choices/0/stop_reason',
    '/timings',
  ])
  expect(places(stream([aChunk({ reasoning: 'a' }), aChunk({ reasoning: 'b' }, {}, { timings: 1 })]))).toEqual([
    '/chunks/0/choices/0/delta/reasoning',
    '/chunks/1/timings',
  ])
})

it('only the first extra members of a reply are kept if there are very many', () => {
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`x${i}`, i]))
  expect(completion(aCompletion(many)).beyond).toHaveLength(200)
})

it('a place is given without its indices', () => {
  expect(generalPlace('/chunks/3/choices/0/delta/tool_calls/12/index')).toBe('/choices/*/delta/tool_calls/*/index')
  expect(generalPlace('/x1/0')).toBe('/x1/*')
})

it('replies are counted by kind, in descending order', () => {
  const timings = { at: '/timings', in: 'completion', documented: true } as const
  const trace = { case: 'a/b', turn: 0, callIds: [] }
  const other = { at: '/choices/*/x', in: 'chunk', documented: false } as const
  expect(
    extensionsSeen([
      { ...trace, beyond: [other, other] },
      { ...trace, beyond: [timings] },
      { ...trace, beyond: [timings] },
    ]),
  ).toEqual([
    { ...timings, replies: 2 },
    { ...other, replies: 1 },
  ])
})
