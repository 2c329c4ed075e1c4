import type { Rule } from '../../../../../src/model/index.ts'
import { deltas } from '../_chat.ts'

export default {
  says: 'The first delta of a choice has content next to role, "" or null if there is no text yet.',
  level: 'MAY',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference begins with {"role":"assistant","content":""}; the contract does not ask for it',
  why: 'Some clients read content of the first chunk without checking that it is present.',
  mend: 'Send "content": "" together with the role.',
  wrong: '{"delta":{"role":"assistant"}}',
  right: '{"delta":{"role":"assistant","content":""}}',
  seen: ['https://github.com/xorbitsai/inference/issues/1113'],
  on: ['stream'],
  *check(seen) {
    const [first] = deltas(seen)
    if (!first || !('role' in first.delta) || Object.keys(first.delta).length > 1) return
    yield { at: `${first.at}/delta/content`, message: 'is missing from the first delta, which has only a role' }
  },
} satisfies Rule<'stream'>
