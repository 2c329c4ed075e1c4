import type { Rule } from '../../../../../src/model/index.ts'
import { asked, list, object } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { hasNoCalls } from './_tools.ts'

export default {
  says: 'With tool_choice none the reply calls no tool.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionToolChoiceOption (none: a message instead of a call); the same for function_call',
  why: 'Agents send none for the last turn, to get an answer in words: another call makes them loop or show nothing.',
  mend: 'Treat none as a request whose tools the model may read but not call.',
  wrong: '{"tool_choice": "none"} → {"finish_reason": "tool_calls", "message": {"tool_calls": [{…}]}}',
  right: '{"tool_choice": "none"} → {"finish_reason": "stop", "message": {"content": "…"}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const ask = asked(seen)
    const none = ask.tool_choice === 'none' && list(ask.tools).length > 0
    const noneOld = ask.function_call === 'none' && list(ask.functions).length > 0
    for (const choice of choices(seen.result)) {
      const { tool_calls: called, function_call: old } = choice.message
      if (none && Array.isArray(called) && !hasNoCalls(choice))
        yield {
          at: `${choice.at}/message/tool_calls`,
          message: 'calls a tool in spite of tool_choice none',
          got: called,
        }
      if (noneOld && object(old))
        yield { at: `${choice.at}/message/function_call`, message: 'calls a function in spite of none', got: old }
    }
  },
} satisfies Rule<'json' | 'stream'>
