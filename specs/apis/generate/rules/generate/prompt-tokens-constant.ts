import type { Rule } from '../../../../../src/model/index.ts'
import { integer } from '../../../../rules/_helpers.ts'
import { tokens } from './_generate.ts'

export default {
  says: 'prompt_tokens is the same in every event of a stream.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the stream',
  why: 'The prompt does not change while it is answered; programs bill by whichever event they look at.',
  mend: 'Count the prompt once.',
  wrong: '"prompt_tokens":4 … "prompt_tokens":5',
  right: '"prompt_tokens":4 … "prompt_tokens":4',
  on: ['stream'],
  *check(seen) {
    const all = tokens(seen)
    const first = integer(all[0]?.token.prompt_tokens)
    if (first === undefined) return
    const other = all.find(({ token }) => integer(token.prompt_tokens) !== undefined && token.prompt_tokens !== first)
    if (other)
      yield { at: `${other.at}/token/prompt_tokens`, message: `was ${first} before`, got: other.token.prompt_tokens }
  },
} satisfies Rule<'stream'>
