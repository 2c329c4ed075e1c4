import type { Rule } from '../../../../../src/model/index.ts'
import { asked, integer } from '../../../../rules/_helpers.ts'
import { entries } from './_entries.ts'

export default {
  says: 'An entry lists at most as many candidates as top_logprobs requests.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › top_logprobs (the maximum number at each position)',
  why: 'Programs allocate space for k candidates and overflow; the extra candidate is usually the chosen token, appended as the older endpoint does.',
  mend: 'Cut the list at top_logprobs, whether or not the chosen token is in it.',
  wrong: '{"top_logprobs": 1} → {"token": "Hi", "top_logprobs": [{"token": "Hey", …}, {"token": "Hi", …}]}',
  right: '{"top_logprobs": 1} → {"token": "Hi", "top_logprobs": [{"token": "Hey", …}]}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const limit = integer(asked(seen).top_logprobs)
    if (limit === undefined) return
    const { at, top } = entries(seen.result).find((entry) => entry.top.length > limit) ?? {}
    if (top)
      yield {
        at: `${at}/top_logprobs`,
        message: `has ${top.length} candidates; expected at most ${limit} (top_logprobs of the request)`,
        got: top,
      }
  },
} satisfies Rule<'json' | 'stream'>
