import type { Rule } from '../../../../../src/model/index.ts'
import { list } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'

export default {
  says: 'Beyond the contract: a message calls one tool at most.',
  level: 'MAY',
  basis: 'client library need',
  source: 'Function calling examples that answer tool_calls[0] and send the conversation back',
  why: 'Programs that only look at the first call send a conversation back in which the other calls have no result, and get a 400.',
  mend: 'Nothing is wrong with the server; a program answers every call, or sends parallel_tool_calls: false.',
  wrong: '"tool_calls":[{"id":"call_1",…},{"id":"call_2",…}]',
  right: '"tool_calls":[{"id":"call_1",…}]',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const found = choices(seen.result).find(({ message }) => list(message.tool_calls).length > 1)
    if (found) yield { at: `${found.at}/message/tool_calls/1`, message: 'is a second call' }
  },
} satisfies Rule<'json' | 'stream'>
