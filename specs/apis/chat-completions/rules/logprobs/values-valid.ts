import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { entries } from './_entries.ts'

/** Rounding may lift the logarithm of a certainty a little above zero. */
const HIGHEST = 1e-4
/** Below -9999.0, which stands for very unlikely, by a wide margin. */
const LOWEST = -1e5

export default {
  says: 'A log probability is zero or less, and -9999.0 stands for very unlikely.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionTokenLogprob › logprob (a log probability)',
  why: 'Scores made of probabilities above one, or of the lowest number a float can hold, are nonsense.',
  mend: 'Send the natural logarithm of the probability, not the probability or the logit, and -9999.0 in place of infinity.',
  wrong: '{"token": "Hi", "logprob": 0.93}',
  right: '{"token": "Hi", "logprob": -0.07}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    let found = 0
    for (const { at, entry, top } of entries(seen.result)) {
      const wrong = [entry, ...top].findIndex(isOut)
      if (wrong < 0) continue
      const { logprob } = [entry, ...top][wrong] ?? {}
      const place = wrong === 0 ? at : `${at}/top_logprobs/${wrong - 1}`
      yield { at: `${place}/logprob`, message: `is ${logprob}, which is no log probability`, got: logprob }
      if (++found === 3) return
    }
  },
} satisfies Rule<'json' | 'stream'>

function isOut({ logprob }: Wire): boolean {
  return typeof logprob === 'number' && (logprob > HIGHEST || logprob < LOWEST)
}
