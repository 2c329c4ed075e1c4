import type { Rule } from '../../../../../src/model/index.ts'
import { spent } from './_limit.ts'

export default {
  says: 'The token that ends a text does not count beyond the limit.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › max_tokens, max_completion_tokens (the maximum)',
  why: 'Budgets that are computed to the token are overdrawn by one for each answer.',
  mend: 'Count at most as many completion_tokens as the limit allows.',
  wrong: '{"max_tokens": 5} → {"usage": {"completion_tokens": 6}}',
  right: '{"max_tokens": 5} → {"usage": {"completion_tokens": 5}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    for (const name of ['max_tokens', 'max_completion_tokens'] as const) {
      const found = spent(seen, name)
      if (!found || found.tokens <= found.allowed || found.tokens > found.allowed + found.choices) continue
      yield {
        at: found.at,
        message: `is ${found.tokens} tokens, and ${name} allows ${found.allowed}`,
        got: found.tokens,
      }
      return
    }
  },
} satisfies Rule<'json' | 'stream'>
