import type { Rule } from '../../../../../src/model/index.ts'
import { groupBy } from '../../../../rules/_helpers.ts'
import { serializeRequest } from '../_replies.ts'
import { selectCountedAnswers } from './_counts.ts'

/** Parameters that change what is generated or reported, and no token of the prompt. */
const NOT_IN_PROMPT = [
  'seed',
  'temperature',
  'user',
  'stop',
  'max_tokens',
  'max_completion_tokens',
  'logprobs',
  'top_logprobs',
]

export default {
  says: 'The same prompt has the same prompt_tokens every time, streamed or not.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference counts a prompt the same every time, cached tokens included',
  why: 'Budgets that were measured once become wrong, and a client cannot know what its history costs.',
  mend: 'Count the complete prompt, including the part that came from a cache, with one tokenizer for both forms.',
  wrong: 'first reply: prompt_tokens 57, same request again: prompt_tokens 1',
  right: 'first reply: prompt_tokens 57, same request again: prompt_tokens 57 with cached_tokens 56',
  on: ['conversation'],
  *check(seen) {
    const groups = groupBy(selectCountedAnswers(seen), ({ ask }) => serializeRequest(ask, ...NOT_IN_PROMPT))
    for (const [first, ...others] of groups.values()) {
      const other = others.find(({ prompt }) => prompt !== undefined && prompt !== first?.prompt)
      if (first?.prompt === undefined || !other) continue
      const at = `${other.at}/usage/prompt_tokens`
      const message = `is ${other.prompt}; expected ${first.prompt}, the count for the same prompt in reply ${first.i}`
      yield { at, message, got: other.prompt }
    }
  },
} satisfies Rule<'conversation'>
