import type { Rule } from '../../../../../src/model/index.ts'
import { asked, FEW, object } from '../../../../rules/_helpers.ts'
import { hasUsage, isOutsideAnswer, requestsUsage } from './_stream.ts'

export default {
  says: 'With include_usage, every chunk except the usage chunk has usage: null.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionStreamOptions › include_usage; CreateChatCompletionStreamResponse › usage',
  why: 'Cost meters that add up the usage of all chunks count the prompt again for every chunk that repeats it.',
  mend: 'Send usage: null in every chunk except the last, and the totals only in the last.',
  wrong: '{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}],"usage":{"prompt_tokens":9,…}}',
  right: '{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}],"usage":null}',
  seen: ['https://github.com/vllm-project/vllm/issues/7262'],
  on: ['stream'],
  *check(seen) {
    if (!requestsUsage(seen)) return
    const entries = [...seen.chunks.entries()]
    const last = entries.findLast(([, { data }]) => hasUsage(data))?.[0]
    // Without any usage the option was ignored: stream/usage-chunk reports that.
    if (last === undefined) return
    const others = entries.filter(([i, { data }]) => i !== last && !isOutsideAnswer(data))
    const absent = others.find(([, { data }]) => data.usage === undefined)
    if (absent) yield { at: `/chunks/${absent[0]}/usage`, message: 'is missing; expected null' }
    // An extension requests a usage in every chunk.
    if (object(asked(seen).stream_options)?.continuous_usage_stats === true) return
    const filled = others.filter(
      ([, { data }]) => hasUsage(data) && Array.isArray(data.choices) && data.choices.length > 0,
    )
    for (const [i, { data }] of filled.slice(0, FEW))
      yield { at: `/chunks/${i}/usage`, message: 'is not null before the last chunk; expected null', got: data.usage }
  },
} satisfies Rule<'stream'>
