import type { Rule } from '../../../../../src/model/index.ts'
import { over } from './_over.ts'

export default {
  says: 'Generation, thoughts included, stops at max_completion_tokens.',
  level: 'MUST',
  basis: 'published description',
  source:
    'OpenAPI CreateChatCompletionRequest › max_completion_tokens (an upper bound, visible output and reasoning tokens included)',
  why: 'Current libraries send this name in place of max_tokens: a server that knows only the old one writes on without end.',
  mend: 'Accept max_completion_tokens, and treat it as the limit of everything that is generated.',
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
  check: (seen) => over(seen, 'max_completion_tokens'),
} satisfies Rule<'json' | 'stream'>
