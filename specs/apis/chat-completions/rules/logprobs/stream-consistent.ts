import type { Rule } from '../../../../../src/model/index.ts'
import { ranToItsEnd } from '../../../../rules/_helpers.ts'
import { misjoined } from './_joined.ts'

export default {
  says: 'The tokens of all chunks of a choice put together are its content.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionStreamResponse › choices › logprobs',
  why: 'Programs that show probabilities while the text arrives miss tokens, or count them twice.',
  mend: 'Send the entry of a token once, with the chunk that has its text or one near it.',
  wrong: 'delta "Hi" with the entry of "Hi", delta " there" without any',
  right: 'delta "Hi" with the entry of "Hi", delta " there" with the entry of " there"',
  on: ['stream'],
  extent: 'whole',
  *check(seen) {
    if (ranToItsEnd(seen)) yield* misjoined(seen)
  },
} satisfies Rule<'stream'>
