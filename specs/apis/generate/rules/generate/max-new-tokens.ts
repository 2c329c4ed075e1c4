import type { Rule } from '../../../../../src/model/index.ts'
import { integer } from '../../../../rules/_helpers.ts'
import { readOutputCounts, readParameters } from './_generate.ts'

export default {
  says: 'An answer has at most max_new_tokens tokens.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › max_new_tokens',
  why: 'Callers budget context and cost for that many tokens.',
  mend: 'Stop at the limit, with finish_reason length.',
  wrong: 'max_new_tokens: 5 → "count_output_tokens": 6',
  right: 'max_new_tokens: 5 → "count_output_tokens": 5, "finish_reason": "length"',
  on: ['json', 'stream'],
  *check(seen) {
    const limit = integer(readParameters(seen).max_new_tokens)
    // A limit below 1 should have been rejected.
    if (limit === undefined || limit < 1) return
    for (const { at, count } of readOutputCounts(seen))
      if (count > limit) yield { at, message: `is more than max_new_tokens, ${limit}`, got: count }
  },
} satisfies Rule<'json' | 'stream'>
