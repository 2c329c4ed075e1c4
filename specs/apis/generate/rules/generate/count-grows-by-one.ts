import type { Rule } from '../../../../../src/model/index.ts'
import { integer } from '../../../../rules/_helpers.ts'
import { tokens } from './_generate.ts'

export default {
  says: 'count_output_tokens is 1 in the first event and grows by one from event to event.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the stream',
  why: 'It is the only count that a stream has: clients take the last one for the usage, and a gap for a lost event.',
  mend: 'Send one event for each token, and count from 1.',
  wrong: '"count_output_tokens":1 … "count_output_tokens":3',
  right: '"count_output_tokens":1 … "count_output_tokens":2',
  on: ['stream'],
  *check(seen) {
    let before = 0
    for (const { at, token } of tokens(seen)) {
      const got = integer(token.count_output_tokens)
      if (got === undefined) return
      if (got !== before + 1)
        return yield { at: `${at}/token/count_output_tokens`, message: `is not ${before + 1}`, got }
      before = got
    }
  },
} satisfies Rule<'stream'>
