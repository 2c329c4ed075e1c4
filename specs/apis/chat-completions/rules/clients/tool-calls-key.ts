import type { Rule } from '../../../../../src/model/index.ts'
import { asked, list } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'

export default {
  says: 'Beyond the contract: when the request offers tools, a message has tool_calls even without a call.',
  level: 'MAY',
  basis: 'client library need',
  source: 'Function calling examples that read message["tool_calls"]; LightLLM and MindIE send null there',
  why: 'Programs that read message["tool_calls"] stop with a key error when the model answers with text.',
  mend: 'Change nothing in the server: the contract omits the field without calls, and client programs should read it with a default.',
  wrong: 'tools: […] → {"role":"assistant","content":"Hello"}',
  right: 'tools: […] → {"role":"assistant","content":"Hello","tool_calls":[]}',
  on: ['json'],
  of: ['chat'],
  *check(seen) {
    if (!list(asked(seen).tools).length) return
    const failing = choices(seen.result).find(({ message }) => message.tool_calls === undefined)
    if (failing)
      yield {
        at: `${failing.at}/message/tool_calls`,
        message: 'is missing, although the request offers tools; some clients read it without a check',
      }
  },
} satisfies Rule<'json'>
