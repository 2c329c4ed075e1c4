import type { Rule } from '../../../../../src/model/index.ts'
import { asked, integer } from '../../../../rules/_helpers.ts'
import { entries } from './_entries.ts'

/** One entry may lack candidates; so many that all lack them are a pattern. */
const MANY = 2

export default {
  says: 'With top_logprobs above 0, entries list candidates.',
  level: 'SHOULD',
  basis: 'published description',
  source:
    'OpenAPI CreateChatCompletionRequest › top_logprobs (the number of most likely tokens to return at each position)',
  why: 'A caller who requested candidates gets empty lists everywhere, and cannot know that the server ignores the parameter.',
  mend: 'Fill top_logprobs of every entry, or reject the parameter with a 400.',
  wrong: '{"top_logprobs": 3} → {"token": "Hi", "top_logprobs": []}, {"token": "!", "top_logprobs": []}',
  right: '{"top_logprobs": 3} → {"token": "Hi", "top_logprobs": [{"token": "Hi", …}, {"token": "Hey", …}, …]}, …',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const requested = integer(asked(seen).top_logprobs) ?? 0
    const all = entries(seen.result)
    const [first] = all
    if (requested < 1 || !first || all.length < MANY) return
    if (!all.every(({ entry: { top_logprobs: top } }) => Array.isArray(top) && top.length === 0)) return
    yield {
      at: `${first.at}/top_logprobs`,
      message: `is empty, and so is that of all ${all.length} entries; expected candidates (top_logprobs of the request is ${requested})`,
      got: [],
    }
  },
} satisfies Rule<'json' | 'stream'>
