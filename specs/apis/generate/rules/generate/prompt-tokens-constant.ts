import type { Rule } from '../../../../../src/model/index.ts'
import { integer } from '../../../../rules/_helpers.ts'
import { readTokens } from './_generate.ts'

export default {
  says: 'prompt_tokens is the same in every event of a stream.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the stream',
  why: 'The prompt does not change while it is answered, and programs bill by whichever event they read.',
  mend: 'Count the prompt once, and send that count in every event.',
  wrong: '"prompt_tokens":4 … "prompt_tokens":5',
  right: '"prompt_tokens":4 … "prompt_tokens":4',
  on: ['stream'],
  *check(seen) {
    const events = readTokens(seen)
    const first = integer(events[0]?.token.prompt_tokens)
    if (first === undefined) return
    const other = events.find(
      ({ token }) => integer(token.prompt_tokens) !== undefined && token.prompt_tokens !== first,
    )
    if (other)
      yield {
        at: `${other.at}/token/prompt_tokens`,
        message: `differs from the first event, which has ${first}`,
        got: other.token.prompt_tokens,
      }
  },
} satisfies Rule<'stream'>
