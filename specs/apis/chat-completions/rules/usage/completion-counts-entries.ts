import type { Rule } from '../../../../../src/model/index.ts'
import { integer, list, object } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { finalCounts } from './_counts.ts'

export default {
  says: 'completion_tokens is at least the number of tokens that have log probabilities.',
  level: 'SHOULD',
  basis: 'published description',
  source:
    'OpenAPI CompletionUsage › completion_tokens (number of tokens in the generated completion), ChatCompletionTokenLogprob (one for each token)',
  why: 'The reply shows more tokens than it counts: words or chunks were counted, and bills and limits are wrong.',
  mend: 'Count the tokens that were generated, for all choices.',
  wrong: '{"logprobs": {"content": [5 entries]}, "usage": {"completion_tokens": 3}}',
  right: '{"logprobs": {"content": [5 entries]}, "usage": {"completion_tokens": 6}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const last = finalCounts(seen)
    const count = integer(last?.counts.completion_tokens)
    // usage/positive reports a count that is not positive.
    if (!last || count === undefined || count <= 0) return
    const entries = choices(seen.result).reduce((sum, { choice: { logprobs } }) => {
      const { content, refusal } = object(logprobs) ?? {}
      return sum + list(content).length + list(refusal).length
    }, 0)
    if (entries > count)
      yield {
        at: `${last.at}/completion_tokens`,
        message: `is ${count}; expected at least ${entries}, the number of tokens with log probabilities`,
        got: count,
      }
  },
} satisfies Rule<'json' | 'stream'>
