import type { Rule } from '../../../../../src/model/index.ts'
import { integer, object } from '../../../../rules/_helpers.ts'
import { DETAILS, finalCounts } from './_counts.ts'

export default {
  says: 'No detail of usage is larger than the count that it belongs to.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CompletionUsage › prompt_tokens_details, completion_tokens_details (a breakdown of the count)',
  why: 'Clients subtract cached or reasoning tokens from the count and get a negative number.',
  mend: 'Include the details in prompt_tokens and completion_tokens.',
  wrong: '{"completion_tokens":3,"completion_tokens_details":{"reasoning_tokens":28},…}',
  right: '{"completion_tokens":31,"completion_tokens_details":{"reasoning_tokens":28},…}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const last = finalCounts(seen)
    if (!last) return
    for (const { of, in: details, parts } of DETAILS) {
      const count = integer(last.counts[of])
      for (const part of parts) {
        const got = integer(object(last.counts[details])?.[part])
        if (count !== undefined && got !== undefined && got > count)
          yield {
            at: `${last.at}/${details}/${part}`,
            message: `is ${got}; expected at most ${count}, the value of ${of}`,
            got,
          }
      }
    }
  },
} satisfies Rule<'json' | 'stream'>
