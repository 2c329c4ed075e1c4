import type { Rule } from '../../../../../src/model/index.ts'
import { countTokens, reportOverLimit } from './_limit.ts'

export default {
  says: 'The token that ends a text is not counted beyond the limit.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › max_tokens, max_completion_tokens (the maximum)',
  why: 'Budgets that are computed to the exact token are exceeded by one token per answer.',
  mend: 'Count at most as many completion_tokens as the limit allows.',
  wrong: '{"max_tokens": 5} → {"usage": {"completion_tokens": 6}}',
  right: '{"max_tokens": 5} → {"usage": {"completion_tokens": 5}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    for (const name of ['max_tokens', 'max_completion_tokens'] as const) {
      const count = countTokens(seen, name)
      if (count && count.tokens > count.allowed && count.tokens <= count.allowed + count.choices)
        return yield reportOverLimit(count, name)
    }
  },
} satisfies Rule<'json' | 'stream'>
