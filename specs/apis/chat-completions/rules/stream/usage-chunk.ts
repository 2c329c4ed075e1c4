import type { Rule, StreamSeen } from '../../../../../src/model/index.ts'
import { choices } from '../_chat.ts'
import { asksUsage, chunksBeforeDone, hasUsage, isAside, isWholeStory } from './_stream.ts'

export default {
  says: 'With include_usage the last chunk before [DONE] carries the usage and no choices.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionStreamOptions › include_usage',
  why: 'Cost meters and context gauges read this one chunk; without it they count zero tokens.',
  mend: 'After the last choice is finished send one more chunk with choices: [] and the usage of the whole request.',
  wrong: '{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],…} and then [DONE]',
  right:
    '{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null,…}, {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12},…} and then [DONE]',
  seen: [
    'https://github.com/janhq/cortex.llamacpp/issues/265',
    'https://github.com/openvinotoolkit/model_server/pull/2640',
    'https://github.com/ml-explore/mlx-examples/pull/913',
    'https://github.com/TheTom/vllm-swift/issues/19',
    'https://github.com/vllm-project/vllm/issues/6371',
    'https://github.com/earendil-works/pi/issues/2017',
  ],
  on: ['stream'],
  extent: 'whole',
  *check(seen) {
    if (!asksUsage(seen) || !isWholeStory(seen)) return
    const given = [...seen.chunks.entries()].filter(([, { data }]) => hasUsage(data))
    const last = given.at(-1)
    if (!last) {
      if (isFinished(seen)) yield { at: '/usage', message: 'was asked for and never comes' }
      return
    }
    // choices that are no array at all, and a usage after [DONE], are named by other rules.
    const own = given.filter(([, { data }]) => !Array.isArray(data.choices) || data.choices.length === 0)
    const at = `/chunks/${last[0]}/choices`
    if (!own.length) return yield { at, message: 'is not empty on the chunk with the usage', got: last[1].data.choices }
    for (const [i] of own.slice(1)) yield { at: `/chunks/${i}/usage`, message: 'comes in a second chunk of its own' }
    const after = chunksBeforeDone(seen).find(([i, { data }]) => i > (own.at(-1)?.[0] ?? 0) && !isAside(data))
    if (after) yield { at: `/chunks/${after[0]}`, message: 'comes after the chunk with the usage' }
  },
} satisfies Rule<'stream'>

/** There was an answer, and it was brought to an end: an interrupted stream owes no usage. */
function isFinished({ result, events }: StreamSeen): boolean {
  const all = choices(result)
  return all.length > 0 && (events.some(({ is }) => is === 'done') || all.some(({ choice }) => choice.finish_reason))
}
