import type { Rule } from '../../../../../src/model/index.ts'
import { ranToItsEnd } from '../../../../rules/_helpers.ts'
import { usage } from '../_chat.ts'

export default {
  says: 'Beyond the contract: every reply has usage, a stream also when the request does not ask for it.',
  level: 'MAY',
  basis: 'client library need',
  source: "Examples that add up usage.total_tokens of every reply, as LightLLM's streams allow",
  why: 'Programs that add up tokens find no usage in a stream that did not request it, and stop or count nothing.',
  mend: 'Change nothing in the server: client programs should send stream_options: {"include_usage": true}.',
  wrong: 'data: {…"finish_reason":"stop"}\n\ndata: [DONE]',
  right: 'data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12},…}\n\ndata: [DONE]',
  on: ['json', 'stream'],
  of: ['chat'],
  extent: 'whole',
  *check(seen) {
    // A stream that broke off early is missing more than usage.
    if (!ranToItsEnd(seen)) return
    if (!usage(seen))
      yield {
        at: '/usage',
        message: 'is absent or not an object; some clients read it from every reply',
        ...('usage' in seen.result ? { got: seen.result.usage } : {}),
      }
  },
} satisfies Rule<'json' | 'stream'>
