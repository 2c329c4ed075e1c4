import type { Rule } from '../../../../../src/model/index.ts'
import { asked, list, object } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { hasNoCalls } from './_tools.ts'

export default {
  says: 'A reply to a request without tools calls none.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionToolChoiceOption (none is the default when no tools are present)',
  why: 'A chat program that offered no tool has nothing to call: it shows an empty answer.',
  mend: 'Parse calls out of the text only when the request declares tools.',
  wrong: '{"messages": […]} → {"message": {"content": null, "tool_calls": [{…}]}}',
  right: '{"messages": […]} → {"message": {"content": "…"}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const ask = asked(seen)
    if (list(ask.tools).length || list(ask.functions).length) return
    for (const choice of choices(seen.result)) {
      const { tool_calls: called, function_call: old } = choice.message
      if (Array.isArray(called) && !hasNoCalls(choice))
        yield { at: `${choice.at}/message/tool_calls`, message: 'calls a tool, and none was offered', got: called }
      if (object(old))
        yield { at: `${choice.at}/message/function_call`, message: 'calls a function, and none was offered', got: old }
    }
  },
} satisfies Rule<'json' | 'stream'>
