import type { Rule } from '../../../../../src/model/index.ts'
import { asked, list, string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { toolChoice } from './_tools.ts'

const REASONS = ['stop', 'length', 'tool_calls', 'content_filter', 'function_call']

export default {
  says: 'A choice that calls tools ends with finish_reason tool_calls; with a named tool_choice, stop is correct as well.',
  level: 'MUST',
  basis: 'published description',
  source:
    'OpenAPI CreateChatCompletionResponse › choices › finish_reason (tool_calls if the model called a tool); the reference ends a named choice with stop',
  why: 'Agents decide by finish_reason whether to run tools: with stop they ignore the call and end the turn.',
  mend: 'Set finish_reason to tool_calls whenever the message has tool calls and was not cut by length or a filter.',
  wrong: '{"finish_reason": "stop", "message": {"tool_calls": [{…}]}}',
  right: '{"finish_reason": "tool_calls", "message": {"tool_calls": [{…}]}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const { mode } = toolChoice(asked(seen))
    // Other rules report calls that are not allowed.
    if (mode === 'none' || mode === 'other') return
    const allowed = ['tool_calls', 'length', 'content_filter', ...(mode === 'named' ? ['stop'] : [])]
    for (const { at, choice, message } of choices(seen.result)) {
      const reason = string(choice.finish_reason)
      if (!list(message.tool_calls).length || reason === undefined) continue
      if (REASONS.includes(reason) && !allowed.includes(reason))
        yield {
          at: `${at}/finish_reason`,
          message: 'is not "tool_calls", although the message calls tools',
          got: reason,
        }
    }
  },
} satisfies Rule<'json' | 'stream'>
