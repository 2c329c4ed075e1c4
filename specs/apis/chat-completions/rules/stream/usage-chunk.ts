import type { Rule, StreamSeen } from '../../../../../src/model/index.ts'
import { choices } from '../_chat.ts'
import { chunksBeforeDone, hasUsage, isComplete, isOutsideAnswer, requestsUsage } from './_stream.ts'

export default {
  says: 'With include_usage, the last chunk before [DONE] has the usage and no choices.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionStreamOptions › include_usage',
  why: 'Cost meters and context gauges read this chunk; without it they count zero tokens.',
  mend: 'After the last choice has finished, send one more chunk with choices: [] and the usage of the whole request.',
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
    if (!requestsUsage(seen) || !isComplete(seen)) return
    const withUsage = [...seen.chunks.entries()].filter(([, { data }]) => hasUsage(data))
    const last = withUsage.at(-1)
    if (!last) {
      if (isFinished(seen))
        yield { at: '/usage', message: 'is missing in all chunks, although the request sets include_usage' }
      return
    }
    // Other rules report choices that are not an array, and a usage after [DONE].
    const usageChunks = withUsage.filter(([, { data }]) => !Array.isArray(data.choices) || data.choices.length === 0)
    const at = `/chunks/${last[0]}/choices`
    if (!usageChunks.length)
      return yield { at, message: 'is not empty in the chunk with the usage', got: last[1].data.choices }
    for (const [i] of usageChunks.slice(1))
      yield { at: `/chunks/${i}/usage`, message: 'is in another usage chunk; expected only one' }
    const after = chunksBeforeDone(seen).find(
      ([i, { data }]) => i > (usageChunks.at(-1)?.[0] ?? 0) && !isOutsideAnswer(data),
    )
    if (after)
      yield {
        at: `/chunks/${after[0]}`,
        message: 'comes after the usage chunk; expected the usage chunk to be the last',
      }
  },
} satisfies Rule<'stream'>

/** There was an answer, and it is finished: an interrupted stream need not have a usage. */
function isFinished({ result, events }: StreamSeen): boolean {
  const answers = choices(result)
  return (
    answers.length > 0 && (events.some(({ is }) => is === 'done') || answers.some(({ choice }) => choice.finish_reason))
  )
}
