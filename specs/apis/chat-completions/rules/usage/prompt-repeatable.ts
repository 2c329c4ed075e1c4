import type { Rule } from '../../../../../src/model/index.ts'
import { groupBy } from '../../../../rules/_helpers.ts'
import { counted, without } from './_compare.ts'

export default {
  says: 'The same prompt has the same prompt_tokens every time, streamed or not.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference counts a prompt the same every time, cached tokens included',
  why: 'Budgets that were measured once no longer hold, and a client cannot tell what its history costs.',
  mend: 'Count the whole prompt, also where a part of it came from a cache, with one tokenizer for both modes.',
  wrong: 'first reply: prompt_tokens 57, same request again: prompt_tokens 1',
  right: 'first reply: prompt_tokens 57, same request again: prompt_tokens 57 with cached_tokens 56',
  on: ['conversation'],
  *check(seen) {
    const same = groupBy(counted(seen), ({ body }) =>
      without(body, 'stream', 'stream_options', 'seed', 'temperature', 'user'),
    )
    for (const [first, ...others] of same.values()) {
      const other = others.find(({ prompt }) => prompt !== undefined && prompt !== first?.prompt)
      if (first?.prompt === undefined || !other) continue
      const at = `/replies/${other.i}/usage/prompt_tokens`
      const message = `is ${other.prompt}, but was ${first.prompt} for the same prompt in reply ${first.i}`
      yield { at, message, got: other.prompt }
    }
  },
} satisfies Rule<'conversation'>
