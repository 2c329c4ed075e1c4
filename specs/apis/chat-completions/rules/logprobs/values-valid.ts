import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { findTokens } from './_entries.ts'

/** Rounding may lift the logarithm of 1 slightly above zero. */
const HIGHEST = 1e-4
/** Far below -9999.0, which means very unlikely. */
const LOWEST = -1e5

export default {
  says: 'A log probability is at most 0; -9999.0 means very unlikely.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionTokenLogprob › logprob (a log probability)',
  why: 'Programs compute meaningless scores from probabilities above 1 or from the lowest number of a float.',
  mend: 'Send the natural logarithm of the probability, not the probability or the logit, and -9999.0 instead of negative infinity.',
  wrong: '{"token": "Hi", "logprob": 0.93}',
  right: '{"token": "Hi", "logprob": -0.07}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    for (const { at, token } of findTokens(seen.result, isOutOfRange))
      yield {
        at: `${at}/logprob`,
        message: `is ${token.logprob}; expected a log probability (0 or less, -9999 for very unlikely)`,
        got: token.logprob,
      }
  },
} satisfies Rule<'json' | 'stream'>

function isOutOfRange({ logprob }: Wire): boolean {
  return typeof logprob === 'number' && (logprob > HIGHEST || logprob < LOWEST)
}
