import type { Rule } from '../../../../../src/model/index.ts'
import { choices } from '../_chat.ts'

export default {
  says: 'Beyond the contract: content of a message is a text, also beside tool calls.',
  level: 'MAY',
  basis: 'client library need',
  source: 'Function calling examples that print message.content before they look for calls',
  why: 'Programs that strip or measure message.content stop at the null that stands beside a call.',
  mend: 'A server may send an empty text in place of null; a program looks for calls first.',
  wrong: '{"role":"assistant","content":null,"tool_calls":[…]}',
  right: '{"role":"assistant","content":"","tool_calls":[…]}',
  on: ['json'],
  of: ['chat'],
  *check(seen) {
    const found = choices(seen.result).find(({ message }) => typeof message.content !== 'string')
    if (found) yield { at: `${found.at}/message/content`, message: 'is no text', got: found.message.content }
  },
} satisfies Rule<'json'>
