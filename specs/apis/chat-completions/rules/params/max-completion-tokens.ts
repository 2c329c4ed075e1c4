import type { Rule } from '../../../../../src/model/index.ts'
import { findOverLimit } from './_limit.ts'

export default {
  says: 'Generation, including reasoning, stops at max_completion_tokens.',
  level: 'MUST',
  basis: 'published description',
  source:
    'OpenAPI CreateChatCompletionRequest › max_completion_tokens (an upper bound, visible output and reasoning tokens included)',
  why: 'Current libraries send this name instead of max_tokens: a server that knows only the old name generates without a limit.',
  mend: 'Accept max_completion_tokens, and apply it to everything that is generated.',
  wrong: '{"max_completion_tokens": 5} → {"finish_reason": "stop", "usage": {"completion_tokens": 212}}',
  right: '{"max_completion_tokens": 5} → {"finish_reason": "length", "usage": {"completion_tokens": 5}}',
  seen: [
    'https://github.com/vectorize-io/hindsight/issues/852',
    'https://github.com/yazinsai/OpenOats/pull/319',
    'https://github.com/voideditor/void/issues/128',
    'https://github.com/abetlen/llama-cpp-python/issues/1907',
  ],
  on: ['json', 'stream'],
  of: ['chat'],
  check: (seen) => findOverLimit(seen, 'max_completion_tokens'),
} satisfies Rule<'json' | 'stream'>
