import type { JsonSeen, Rule, StreamSeen } from '../../../../../src/model/index.ts'
import { asked, integer, list, object } from '../../../../rules/_helpers.ts'
import { choices, usage } from '../_chat.ts'

export default {
  says: 'finish_reason is stop when the answer ended by itself or at a stop string.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionResponse › choices › items › finish_reason',
  why: 'An answer that is flagged as cut is thrown away or continued; one that is flagged as a call makes an agent look for a call that is not there.',
  mend: 'Report length only when the token limit was reached, and tool_calls only beside calls.',
  wrong: 'max_tokens: 500 → 3 tokens and "finish_reason": "length"',
  right: 'max_tokens: 500 → 3 tokens and "finish_reason": "stop"',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    for (const { at, choice, message } of choices(seen.result)) {
      const got = choice.finish_reason
      const place = `${at}/finish_reason`
      if (got === 'length' && isFarFromLimit(seen))
        yield {
          at: place,
          message: `is length after ${usage(seen)?.completion_tokens} tokens, far from the limit`,
          got,
        }
      else if (got === 'tool_calls' && !offersTools(seen) && list(message.tool_calls).length === 0)
        yield { at: place, message: 'is tool_calls though there is neither a tool nor a call', got }
      else if (got === 'function_call' && !offersTools(seen) && !object(message.function_call))
        yield { at: place, message: 'is function_call though there is neither a function nor a call', got }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** No limit was near: neither the one that was asked for, nor the context of the smallest model. */
function isFarFromLimit(seen: JsonSeen | StreamSeen): boolean {
  const { max_tokens, max_completion_tokens, n } = asked(seen)
  const limit = integer(max_completion_tokens) ?? integer(max_tokens)
  const counts = usage(seen)
  const used = integer(counts?.completion_tokens)
  const total = integer(counts?.total_tokens)
  if (limit === undefined || used === undefined || total === undefined || (n ?? 1) !== 1) return false
  // Thoughts that are counted nowhere but in the total may have used the limit up.
  if (integer(counts?.prompt_tokens) !== total - used) return false
  return used > 0 && used < limit / 2 && total < 100
}

function offersTools(seen: JsonSeen | StreamSeen): boolean {
  const { tools, functions } = asked(seen)
  return list(tools).length > 0 || list(functions).length > 0
}
