import type { Rule } from '../../../../../src/model/index.ts'
import { integer, object } from '../../../../rules/_helpers.ts'
import { DETAILS, finalCounts } from './_counts.ts'

export default {
  says: 'No detail of usage is larger than the count that it is a part of.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CompletionUsage › prompt_tokens_details, completion_tokens_details (a breakdown of the count)',
  why: 'Clients subtract cached or reasoning tokens from the count and get a negative number.',
  mend: 'Count the details as a part of prompt_tokens and completion_tokens.',
  wrong: '{"completion_tokens":3,"completion_tokens_details":{"reasoning_tokens":28},…}',
  right: '{"completion_tokens":31,"completion_tokens_details":{"reasoning_tokens":28},…}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const last = finalCounts(seen)
    if (!last) return
    for (const { of, in: details, parts } of DETAILS) {
      const whole = integer(last.counts[of])
      for (const part of parts) {
        const got = integer(object(last.counts[details])?.[part])
        if (whole !== undefined && got !== undefined && got > whole)
          yield { at: `${last.at}/${details}/${part}`, message: `is ${got}, more than ${of}, ${whole}`, got }
      }
    }
  },
} satisfies Rule<'json' | 'stream'>
