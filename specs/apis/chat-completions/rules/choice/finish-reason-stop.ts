import type { JsonSeen, Rule, StreamSeen } from '../../../../../src/model/index.ts'
import { asked, integer, list, object } from '../../../../rules/_helpers.ts'
import { choices, usage } from '../_chat.ts'
import { offersTools, tokenLimit } from '../_request.ts'

export default {
  says: 'finish_reason is stop when the answer ended by itself or at a stop sequence.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionResponse › choices › items › finish_reason',
  why: 'Clients discard or continue an answer that is reported as cut off, and agents look for a call that does not exist.',
  mend: 'Report length only when the token limit was reached, and tool_calls only together with calls.',
  wrong: 'max_tokens: 500 → 3 tokens and "finish_reason": "length"',
  right: 'max_tokens: 500 → 3 tokens and "finish_reason": "stop"',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const hasTools = offersTools(asked(seen))
    for (const { at, choice, message } of choices(seen.result)) {
      const got = choice.finish_reason
      const pointer = `${at}/finish_reason`
      if (got === 'length' && isFarFromLimit(seen))
        yield {
          at: pointer,
          message: `is length after ${usage(seen)?.completion_tokens} tokens, far below the limit; expected stop`,
          got,
        }
      else if (got === 'tool_calls' && !hasTools && list(message.tool_calls).length === 0)
        yield {
          at: pointer,
          message: 'is tool_calls, but the request offers no tools and the message has no calls',
          got,
        }
      else if (got === 'function_call' && !hasTools && !object(message.function_call))
        yield {
          at: pointer,
          message: 'is function_call, but the request offers no functions and the message has no function_call',
          got,
        }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** Neither the requested limit nor the context of the smallest model was near. The tokens are those of all choices. */
function isFarFromLimit(seen: JsonSeen | StreamSeen): boolean {
  const ask = asked(seen)
  const limit = tokenLimit(ask)
  const counts = usage(seen)
  const used = integer(counts?.completion_tokens)
  const total = integer(counts?.total_tokens)
  if (limit === undefined || used === undefined || total === undefined) return false
  // Reasoning that is counted only in the total may have used up the limit.
  if (integer(counts?.prompt_tokens) !== total - used) return false
  return used > 0 && used < limit / 2 && total < 100
}
