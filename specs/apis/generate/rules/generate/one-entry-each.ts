import type { Rule } from '../../../../../src/model/index.ts'
import { integer } from '../../../../rules/_helpers.ts'
import { readParameters } from './_generate.ts'

export default {
  says: 'generated_text has one string per requested answer; count and reason are single values for one answer, and arrays of the same length for several.',
  level: 'MUST',
  basis: 'reference documentation',
  source:
    'ModelTC/LightLLM: lightllm/server/api_lightllm.py lightllm_generate; LightLLM docs/EN/source/tutorial/api_param.rst › n',
  why: 'Clients that request two answers index all three arrays by the same number; those that request one compare finish_reason with a string.',
  mend: 'Write single values for best_of 1, and arrays of best_of entries for more.',
  wrong: 'n: 2 → {"generated_text":["a","b"],"finish_reason":"stop","count_output_tokens":2}',
  right: 'n: 2 → {"generated_text":["a","b"],"finish_reason":["stop","stop"],"count_output_tokens":[1,1]}',
  on: ['json'],
  *check(seen) {
    const { n: answers = 1, best_of = answers } = readParameters(seen)
    const n = integer(best_of)
    // Another number should have been rejected.
    if (n === undefined || n < 1 || n > 8) return
    const texts = seen.result.generated_text
    if (Array.isArray(texts) && texts.length !== n)
      yield { at: '/generated_text', message: `has ${texts.length} strings; expected ${n}`, got: texts.length }
    for (const name of ['count_output_tokens', 'finish_reason']) {
      const got = seen.result[name]
      if (got === undefined) continue
      if (n === 1 && Array.isArray(got))
        yield { at: `/${name}`, message: 'is an array; expected a single value for one answer', got }
      if (n > 1 && !Array.isArray(got))
        yield { at: `/${name}`, message: `is not an array; expected one of ${n} entries for ${n} answers`, got }
      if (n > 1 && Array.isArray(got) && got.length !== n)
        yield { at: `/${name}`, message: `has ${got.length} entries; expected ${n}`, got }
    }
  },
} satisfies Rule<'json'>
