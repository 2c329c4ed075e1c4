import type { Rule } from '../../../../../src/model/index.ts'
import { list } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'

export default {
  says: 'Beyond the contract: a message has at most one tool call.',
  level: 'MAY',
  basis: 'client library need',
  source: 'Function calling examples that answer tool_calls[0] and send the conversation back',
  why: 'Programs that handle only the first call send back a conversation in which the other calls have no result, and get a 400.',
  mend: 'Change nothing in the server: client programs should answer every call or send parallel_tool_calls: false.',
  wrong: '"tool_calls":[{"id":"call_1",…},{"id":"call_2",…}]',
  right: '"tool_calls":[{"id":"call_1",…}]',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const failing = choices(seen.result).find(({ message }) => list(message.tool_calls).length > 1)
    if (failing)
      yield {
        at: `${failing.at}/message/tool_calls/1`,
        message: 'is a second call; some clients handle only the first',
      }
  },
} satisfies Rule<'json' | 'stream'>
