import type { Rule } from '../../../../../src/model/index.ts'
import { integer } from '../../../../rules/_helpers.ts'
import { countsOf } from './_counts.ts'

export default {
  says: 'total_tokens is the sum of prompt_tokens and completion_tokens.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CompletionUsage › total_tokens (prompt + completion)',
  why: 'Budgets count one way or the other; tokens that are only in the total (hidden reasoning) are billed but never shown.',
  mend: 'Include reasoning tokens in completion_tokens, and add the two counts.',
  wrong: '{"prompt_tokens":9,"completion_tokens":3,"total_tokens":40}',
  right: '{"prompt_tokens":9,"completion_tokens":31,"total_tokens":40}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    for (const { at, counts } of countsOf(seen)) {
      const [prompt, completion] = [integer(counts.prompt_tokens), integer(counts.completion_tokens)]
      const total = integer(counts.total_tokens)
      if (prompt === undefined || completion === undefined || total === undefined) continue
      if (total === prompt + completion) continue
      const message = `is ${total}; expected ${prompt + completion} (${prompt} + ${completion})`
      return yield { at: `${at}/total_tokens`, message, got: total }
    }
  },
} satisfies Rule<'json' | 'stream'>
