import type { Rule } from '../../../../../src/model/index.ts'
import { asked, list } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'

export default {
  says: 'Beyond the contract: where tools are offered, a message has tool_calls also without a call.',
  level: 'MAY',
  basis: 'client library need',
  source: 'Function calling examples that read message["tool_calls"]; LightLLM and MindIE send null there',
  why: 'Programs that index the message by tool_calls stop with a key error at an answer in words.',
  mend: 'Nothing is wrong with the server: the contract leaves the member out. A program asks for it with a default.',
  wrong: 'tools: […] → {"role":"assistant","content":"Hello"}',
  right: 'tools: […] → {"role":"assistant","content":"Hello","tool_calls":[]}',
  on: ['json'],
  of: ['chat'],
  *check(seen) {
    if (!list(asked(seen).tools).length) return
    const found = choices(seen.result).find(({ message }) => message.tool_calls === undefined)
    if (found) yield { at: `${found.at}/message/tool_calls`, message: 'is not there' }
  },
} satisfies Rule<'json'>
