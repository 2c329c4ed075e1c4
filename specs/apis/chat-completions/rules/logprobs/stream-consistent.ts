import type { Rule } from '../../../../../src/model/index.ts'
import { ranToItsEnd } from '../../../../rules/_helpers.ts'
import { findMismatches } from './_joined.ts'

export default {
  says: 'The joined tokens of all chunks of a choice equal its content.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionStreamResponse › choices › logprobs',
  why: 'Programs that show probabilities while the text arrives miss tokens or count them twice.',
  mend: 'Send the entry of each token once, in the chunk with its text or in one near it.',
  wrong: 'delta "Hi" with the entry of "Hi", delta " there" without an entry',
  right: 'delta "Hi" with the entry of "Hi", delta " there" with the entry of " there"',
  on: ['stream'],
  extent: 'whole',
  *check(seen) {
    if (ranToItsEnd(seen)) yield* findMismatches(seen)
  },
} satisfies Rule<'stream'>
