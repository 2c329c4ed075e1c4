import type { Rule } from '../../../../../src/model/index.ts'
import { asked, list, object } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { hasNoCalls } from './_tools.ts'

export default {
  says: 'A reply to a request without tools has no tool calls.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionToolChoiceOption (none is the default when no tools are present)',
  why: 'A chat program that sent no tool cannot run a call: it shows an empty answer.',
  mend: 'Parse calls from the text only if the request declares tools.',
  wrong: '{"messages": […]} → {"message": {"content": null, "tool_calls": [{…}]}}',
  right: '{"messages": […]} → {"message": {"content": "…"}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const ask = asked(seen)
    if (list(ask.tools).length || list(ask.functions).length) return
    for (const choice of choices(seen.result)) {
      const { tool_calls: toolCalls, function_call: legacyCall } = choice.message
      if (Array.isArray(toolCalls) && !hasNoCalls(choice))
        yield {
          at: `${choice.at}/message/tool_calls`,
          message: 'has a call, although the request declares no tools',
          got: toolCalls,
        }
      if (object(legacyCall))
        yield {
          at: `${choice.at}/message/function_call`,
          message: 'is a call, although the request declares no functions',
          got: legacyCall,
        }
    }
  },
} satisfies Rule<'json' | 'stream'>
