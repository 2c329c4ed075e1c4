import type { Rule } from '../../../../../src/model/index.ts'
import { ranToItsEnd } from '../../../../rules/_helpers.ts'
import { usage } from '../_chat.ts'

export default {
  says: 'Beyond the contract: every reply has its usage, a stream without being asked.',
  level: 'MAY',
  basis: 'client library need',
  source: "Examples that add up usage.total_tokens of every reply, as LightLLM's streams allow",
  why: 'Programs that keep count of tokens find none in a stream that was not asked for them, and stop or count nothing.',
  mend: 'Nothing is wrong with the server; a program sends stream_options: {"include_usage": true}.',
  wrong: 'data: {…"finish_reason":"stop"}\n\ndata: [DONE]',
  right: 'data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12},…}\n\ndata: [DONE]',
  on: ['json', 'stream'],
  of: ['chat'],
  extent: 'whole',
  *check(seen) {
    // What broke off before its end has lost more than its usage.
    if (seen.kind === 'stream' && !ranToItsEnd(seen)) return
    if (!usage(seen))
      yield {
        at: '/usage',
        message: 'is not there',
        ...('usage' in seen.result ? { got: seen.result.usage } : {}),
      }
  },
} satisfies Rule<'json' | 'stream'>
