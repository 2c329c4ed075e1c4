import type { Rule } from '../../../../../src/model/index.ts'
import { asked, object } from '../../../../rules/_helpers.ts'
import { FEW } from '../../../../rules/stream/_lines.ts'
import { asksUsage, hasUsage, isAside } from './_stream.ts'

export default {
  says: 'With include_usage every chunk but the usage chunk has usage: null.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionStreamOptions › include_usage; CreateChatCompletionStreamResponse › usage',
  why: 'Cost meters that add up the usage of all chunks count the prompt once for every chunk that repeats it.',
  mend: 'Send usage: null on every chunk but the last, and the totals on that one only.',
  wrong: '{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}],"usage":{"prompt_tokens":9,…}}',
  right: '{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}],"usage":null}',
  seen: ['https://github.com/vllm-project/vllm/issues/7262'],
  on: ['stream'],
  *check(seen) {
    if (!asksUsage(seen)) return
    const entries = [...seen.chunks.entries()]
    const own = entries.findLast(([, { data }]) => hasUsage(data))?.[0]
    // Without any usage the option was ignored: stream/usage-chunk.
    if (own === undefined) return
    const others = entries.filter(([i, { data }]) => i !== own && !isAside(data))
    const absent = others.find(([, { data }]) => data.usage === undefined)
    if (absent) yield { at: `/chunks/${absent[0]}/usage`, message: 'is missing, null is due' }
    // A usage on every chunk may be asked for with an extension.
    if (object(asked(seen).stream_options)?.continuous_usage_stats === true) return
    const filled = others.filter(
      ([, { data }]) => hasUsage(data) && Array.isArray(data.choices) && data.choices.length > 0,
    )
    for (const [i, { data }] of filled.slice(0, FEW))
      yield { at: `/chunks/${i}/usage`, message: 'is filled before the last chunk', got: data.usage }
  },
} satisfies Rule<'stream'>
