import type { Rule } from '../../../../../src/model/index.ts'
import { asked } from '../../../../rules/_helpers.ts'
import { calls, choices } from '../_chat.ts'
import { calledName, hasNoCalls, isCutShort, isWhole, nameAt, toolChoice } from './_tools.ts'

export default {
  says: 'With tool_choice allowed_tools only the listed tools are called, and with mode required at least one is.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionAllowedToolsChoice, ChatCompletionAllowedTools › mode and tools',
  why: 'Callers narrow the tools for safety: a call of one that was left out runs what was meant to be impossible.',
  mend: 'Hold calls to the listed tools, or refuse the form with a 400.',
  wrong: '{"allowed_tools": {"mode": "auto", "tools": [{… "a"}]}} → {"tool_calls": [{"function": {"name": "b"}}]}',
  right: '{"allowed_tools": {"mode": "auto", "tools": [{… "a"}]}} → {"tool_calls": [{"function": {"name": "a"}}]}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const want = toolChoice(asked(seen))
    if (want.mode !== 'allowed' || !want.names.length || !isWhole(seen)) return
    for (const call of calls(seen.result)) {
      const name = calledName(call)
      if (name !== undefined && !want.names.includes(name))
        yield { at: nameAt(call), message: `is none of the allowed tools (${want.names.join(', ')})`, got: name }
    }
    if (!want.required) return
    for (const choice of choices(seen.result))
      if (hasNoCalls(choice) && !isCutShort(choice))
        yield {
          at: `${choice.at}/message/tool_calls`,
          message: 'has no call, though one of the allowed tools had to be called',
          got: choice.message.tool_calls,
        }
  },
} satisfies Rule<'json' | 'stream'>
