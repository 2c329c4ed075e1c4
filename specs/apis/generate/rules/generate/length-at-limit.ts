import type { Rule } from '../../../../../src/model/index.ts'
import { integer } from '../../../../rules/_helpers.ts'
import { readOutputCounts, readParameters, readTokens, toValues } from './_generate.ts'

export default {
  says: 'When finish_reason is "length", exactly max_new_tokens tokens were generated.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › max_new_tokens',
  why: 'A client that raises the limit after "length" gains nothing.',
  mend: 'Report length only if the limit was reached, and stop if the model ended the answer.',
  wrong: 'max_new_tokens: 200 → "count_output_tokens": 3, "finish_reason": "length"',
  right: 'max_new_tokens: 200 → "count_output_tokens": 3, "finish_reason": "stop"',
  on: ['json', 'stream'],
  *check(seen) {
    const limit = integer(readParameters(seen).max_new_tokens)
    if (limit === undefined) return
    const reasons =
      seen.kind === 'stream' ? [readTokens(seen).at(-1)?.event.finish_reason] : toValues(seen.result.finish_reason)
    // The context of the model may be full earlier, but no known model has a context below 1000 tokens.
    for (const [i, { at, count }] of readOutputCounts(seen).entries())
      if (reasons[i] === 'length' && count < limit && limit < 1000)
        yield { at, message: `is less than max_new_tokens, ${limit}, although finish_reason is "length"`, got: count }
  },
} satisfies Rule<'json' | 'stream'>
