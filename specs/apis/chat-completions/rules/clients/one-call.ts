import type { Rule } from '../../../../../src/model/index.ts'
import { choices, list } from '../../../../rules/_helpers.ts'

export default {
  says: 'Beyond the contract: a message calls one tool at most.',
  level: 'MAY',
  basis: 'client library need',
  source: 'Function calling examples that answer tool_calls[0] and send the conversation back',
  why: 'Programs that only look at the first call send a conversation back in which the other calls have no result, and get a 400.',
  mend: 'Nothing is wrong with the server; a program answers every call, or sends parallel_tool_calls: false.',
  wrong: '"tool_calls":[{"id":"call_1",…},{"id":"call_2",…}]',
  right: '"tool_calls":[{"id":"call_1",…}]',
  on: ['completion', 'stream'],
  *check(seen) {
    const found = choices(seen.completion).find(({ message }) => list(message.tool_calls).length > 1)
    if (found) yield { at: `${found.at}/message/tool_calls/1`, message: 'is a second call' }
  },
} satisfies Rule<'completion' | 'stream'>
