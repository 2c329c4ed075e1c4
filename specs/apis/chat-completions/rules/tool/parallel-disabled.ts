import type { Rule } from '../../../../../src/model/index.ts'
import { asked, groupBy } from '../../../../rules/_helpers.ts'
import { calls } from '../_chat.ts'

export default {
  says: 'With parallel_tool_calls false, a message calls at most one tool.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'Function calling guide, parallel function calling; OpenAPI ParallelToolCalls',
  why: 'Programs that run one tool at a time take the first call and drop the rest; the model then waits for results that never come.',
  mend: 'Stop after the first call if the flag is false, or reject the flag with a 400.',
  wrong: '{"parallel_tool_calls": false} → {"tool_calls": [{…}, {…}]}',
  right: '{"parallel_tool_calls": false} → {"tool_calls": [{…}]}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    if (asked(seen).parallel_tool_calls !== false) return
    for (const [at, group] of groupBy(calls(seen.result), ({ choice }) => choice.at))
      if (group.length > 1)
        yield {
          at: `${at}/message/tool_calls`,
          message: `has ${group.length} calls; expected at most 1, because parallel_tool_calls is false`,
          got: group.map(({ call }) => call),
        }
  },
} satisfies Rule<'json' | 'stream'>
