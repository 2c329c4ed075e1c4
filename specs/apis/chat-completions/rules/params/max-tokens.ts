import type { Rule } from '../../../../../src/model/index.ts'
import { findOverLimit } from './_limit.ts'

export default {
  says: 'Generation stops at max_tokens.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › max_tokens (the maximum number of tokens that can be generated)',
  why: 'Callers use it to limit cost and the length of the output; if a server accepts and ignores it, they notice only when the bill comes.',
  mend: 'End generation after max_tokens tokens with finish_reason length, or reject the parameter with a 400.',
  wrong: '{"max_tokens": 5} → {"usage": {"completion_tokens": 212}}',
  right: '{"max_tokens": 5} → {"finish_reason": "length", "usage": {"completion_tokens": 5}}',
  on: ['json', 'stream'],
  of: ['chat'],
  check: (seen) => findOverLimit(seen, 'max_tokens'),
} satisfies Rule<'json' | 'stream'>
