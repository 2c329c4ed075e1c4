import type { Rule } from '../../../../../src/model/index.ts'
import { choices } from '../_chat.ts'

export default {
  says: 'Beyond the contract: content of a message is a string, also next to tool calls.',
  level: 'MAY',
  basis: 'client library need',
  source: 'Function calling examples that print message.content before they look for calls',
  why: 'Programs that strip or measure message.content stop at the null next to a call.',
  mend: 'Send "" instead of null to support such programs, which should look for calls first.',
  wrong: '{"role":"assistant","content":null,"tool_calls":[…]}',
  right: '{"role":"assistant","content":"","tool_calls":[…]}',
  on: ['json'],
  of: ['chat'],
  *check(seen) {
    const failing = choices(seen.result).find(({ message }) => typeof message.content !== 'string')
    if (failing)
      yield {
        at: `${failing.at}/message/content`,
        message: 'is not a string; some clients read it before they look for tool calls',
        got: failing.message.content,
      }
  },
} satisfies Rule<'json'>
