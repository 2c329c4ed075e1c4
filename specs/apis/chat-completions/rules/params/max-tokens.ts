import type { Rule } from '../../../../../src/model/index.ts'
import { over } from './_over.ts'

export default {
  says: 'Generation stops at max_tokens.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › max_tokens (the maximum number of tokens that can be generated)',
  why: 'Callers limit their costs and the room on the screen with it; a server that accepts and ignores it cannot be noticed before the bill.',
  mend: 'End generation after max_tokens tokens with finish_reason length, or refuse the parameter with a 400.',
  wrong: '{"max_tokens": 5} → {"usage": {"completion_tokens": 212}}',
  right: '{"max_tokens": 5} → {"finish_reason": "length", "usage": {"completion_tokens": 5}}',
  on: ['json', 'stream'],
  of: ['chat'],
  check: (seen) => over(seen, 'max_tokens'),
} satisfies Rule<'json' | 'stream'>
