import type { Rule } from '../../../../../src/model/index.ts'
import { integer } from '../../../../rules/_helpers.ts'
import { countsOf, each, parametersOf, tokens } from './_generate.ts'

export default {
  says: 'An answer that ends for its length has as many tokens as max_new_tokens allows.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › max_new_tokens',
  why: 'A client that asks for more room after length asks in vain.',
  mend: 'Say length only where the limit was reached, and stop where the model ended.',
  wrong: 'max_new_tokens: 200 → "count_output_tokens": 3, "finish_reason": "length"',
  right: 'max_new_tokens: 200 → "count_output_tokens": 3, "finish_reason": "stop"',
  on: ['json', 'stream'],
  *check(seen) {
    const limit = integer(parametersOf(seen).max_new_tokens)
    if (limit === undefined) return
    const reasons =
      seen.kind === 'stream' ? [tokens(seen).at(-1)?.event.finish_reason] : each(seen.result.finish_reason)
    // The context of the model may be full before; one so small is not known.
    for (const [i, { at, count }] of countsOf(seen).entries())
      if (reasons[i] === 'length' && count < limit && limit < 1000)
        yield { at, message: `is short of max_new_tokens, ${limit}, though the answer ends for its length`, got: count }
  },
} satisfies Rule<'json' | 'stream'>
