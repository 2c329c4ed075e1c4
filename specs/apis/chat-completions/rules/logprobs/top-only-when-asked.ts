import type { Rule } from '../../../../../src/model/index.ts'
import { asked } from '../../../../rules/_helpers.ts'
import { entries } from './_entries.ts'

export default {
  says: 'Without top_logprobs in the request, an entry lists no candidates.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed; OpenAPI CreateChatCompletionRequest › top_logprobs (how many candidates are returned)',
  why: 'Twenty candidates by default make each reply twenty times larger for clients that requested none.',
  mend: 'Send "top_logprobs": [] unless the request has top_logprobs.',
  wrong: '{"logprobs": true} → {"token": "Hi", "top_logprobs": [… 20 entries …]}',
  right: '{"logprobs": true} → {"token": "Hi", "top_logprobs": []}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const { logprobs, top_logprobs: limit } = asked(seen)
    if (logprobs !== true || (limit !== undefined && limit !== null)) return
    const { at, top } = entries(seen.result).find((entry) => entry.top.length > 0) ?? {}
    if (top)
      yield {
        at: `${at}/top_logprobs`,
        message: `has ${top.length} candidates; expected none, because the request has no top_logprobs`,
        got: top,
      }
  },
} satisfies Rule<'json' | 'stream'>
