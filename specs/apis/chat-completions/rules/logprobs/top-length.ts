import type { Rule } from '../../../../../src/model/index.ts'
import { asked, integer } from '../../../../rules/_helpers.ts'
import { entries } from './_entries.ts'

export default {
  says: 'An entry lists at most as many candidates as top_logprobs asks for.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › top_logprobs (the maximum number at each position)',
  why: 'Programs reserve room for k candidates; one too many is mostly the chosen token, appended as the older endpoint does.',
  mend: 'Cut the list at top_logprobs, whether the chosen token is among the first or not.',
  wrong: '{"top_logprobs": 1} → {"token": "Hi", "top_logprobs": [{"token": "Hey", …}, {"token": "Hi", …}]}',
  right: '{"top_logprobs": 1} → {"token": "Hi", "top_logprobs": [{"token": "Hey", …}]}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const most = integer(asked(seen).top_logprobs)
    if (most === undefined) return
    const { at, top } = entries(seen.result).find((entry) => entry.top.length > most) ?? {}
    if (top)
      yield {
        at: `${at}/top_logprobs`,
        message: `has ${top.length} candidates, at most ${most} were asked for`,
        got: top,
      }
  },
} satisfies Rule<'json' | 'stream'>
