import type { Rule } from '../../../../../src/model/index.ts'
import { asked, integer } from '../../../../rules/_helpers.ts'
import { usage } from '../_chat.ts'
import { promptOf } from '../_request.ts'

/** Shorter prompts prove nothing. */
const ENOUGH = 1000
/** No vocabulary fits more words of running text into one token. */
const WORDS_PER_TOKEN = 4

export default {
  says: 'A prompt that is longer than the context is rejected, not silently truncated.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'The reference answers 400, code context_length_exceeded',
  why: 'The answer ignores half of the document, or is empty, and it is billed as a success.',
  mend: 'Count the prompt tokens before generation, and answer 400 with code context_length_exceeded if they do not fit.',
  wrong: '100000 words → 200, {"prompt_tokens": 4096}',
  right: '100000 words → 400, {"code": "context_length_exceeded"}',
  seen: [
    'https://github.com/sgl-project/sglang/pull/2956',
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2339',
    'https://github.com/oobabooga/textgen/issues/7257',
    'https://github.com/ggml-org/llama.cpp/issues/14566',
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2322',
    'https://github.com/ggml-org/llama.cpp/issues/19774',
  ],
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const tokens = integer(usage(seen)?.prompt_tokens)
    if (tokens === undefined || tokens < 1) return
    const words = countWords(promptOf(asked(seen)))
    if (words < ENOUGH || tokens >= words / WORDS_PER_TOKEN) return
    yield {
      at: '/usage/prompt_tokens',
      message: `is ${tokens} for a prompt of ${words} words: most of the prompt was not processed`,
      got: tokens,
    }
  },
} satisfies Rule<'json' | 'stream'>

function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0
}
