import type { Rule } from '../../../../../src/model/index.ts'
import { answersAsked } from './_generate.ts'

export default {
  says: 'There are as many texts as answers were asked for; count and reason stand alone for one answer, and in lists as long for more.',
  level: 'MUST',
  basis: 'reference documentation',
  source:
    'ModelTC/LightLLM: lightllm/server/api_lightllm.py lightllm_generate; LightLLM docs/EN/source/tutorial/api_param.rst › n',
  why: 'Clients that ask for two answers index all three lists by the same number; those that ask for one compare finish_reason with a text.',
  mend: 'Write scalars for best_of 1, and lists of best_of entries for more.',
  wrong: 'n: 2 → {"generated_text":["a","b"],"finish_reason":"stop","count_output_tokens":2}',
  right: 'n: 2 → {"generated_text":["a","b"],"finish_reason":["stop","stop"],"count_output_tokens":[1,1]}',
  on: ['json'],
  *check(seen) {
    const n = answersAsked(seen)
    if (n === undefined) return
    const texts = seen.result.generated_text
    if (Array.isArray(texts) && texts.length !== n)
      yield { at: '/generated_text', message: `has ${texts.length} texts instead of ${n}`, got: texts.length }
    for (const name of ['count_output_tokens', 'finish_reason']) {
      const got = seen.result[name]
      if (got === undefined) continue
      if (n === 1 && Array.isArray(got)) yield { at: `/${name}`, message: 'is a list for one answer', got }
      if (n > 1 && !Array.isArray(got)) yield { at: `/${name}`, message: `is no list for ${n} answers`, got }
      if (n > 1 && Array.isArray(got) && got.length !== n)
        yield { at: `/${name}`, message: `has ${got.length} entries instead of ${n}`, got }
    }
  },
} satisfies Rule<'json'>
