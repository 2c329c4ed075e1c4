import type { Rule } from '../../../../../src/model/index.ts'
import { integer } from '../../../../rules/_helpers.ts'
import { readTokens } from './_generate.ts'

export default {
  says: 'count_output_tokens is 1 in the first event and grows by one with every event.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the stream',
  why: 'It is the only count in a stream: clients use the last one as the usage, and take a gap for a lost event.',
  mend: 'Send one event per token, and count from 1.',
  wrong: '"count_output_tokens":1 … "count_output_tokens":3',
  right: '"count_output_tokens":1 … "count_output_tokens":2',
  on: ['stream'],
  *check(seen) {
    let previous = 0
    for (const { at, token } of readTokens(seen)) {
      const got = integer(token.count_output_tokens)
      if (got === undefined) return
      if (got !== previous + 1)
        return yield {
          at: `${at}/token/count_output_tokens`,
          message: `expected ${previous + 1}: counts start at 1 and grow by one per event`,
          got,
        }
      previous = got
    }
  },
} satisfies Rule<'stream'>
