import type { Rule } from '../../../../../src/model/index.ts'
import { asked, ranToItsEnd } from '../../../../rules/_helpers.ts'
import { calls } from '../_chat.ts'
import { calledName, nameAt, requireCalls, toolChoice } from './_tools.ts'

export default {
  says: 'With tool_choice allowed_tools, only the listed tools are called, and with mode required at least one of them.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionAllowedToolsChoice, ChatCompletionAllowedTools › mode and tools',
  why: 'Callers restrict the tools for safety: a call of an excluded tool does what was meant to be impossible.',
  mend: 'Restrict calls to the listed tools, or reject allowed_tools with a 400.',
  wrong: '{"allowed_tools": {"mode": "auto", "tools": [{… "a"}]}} → {"tool_calls": [{"function": {"name": "b"}}]}',
  right: '{"allowed_tools": {"mode": "auto", "tools": [{… "a"}]}} → {"tool_calls": [{"function": {"name": "a"}}]}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const demand = toolChoice(asked(seen))
    if (demand.mode !== 'allowed' || !demand.names.length || !ranToItsEnd(seen)) return
    for (const call of calls(seen.result)) {
      const name = calledName(call)
      if (name !== undefined && !demand.names.includes(name))
        yield { at: nameAt(call), message: `is not one of the allowed tools (${demand.names.join(', ')})`, got: name }
    }
    if (demand.required)
      yield* requireCalls(seen.result, 'has no call, although tool_choice requires a call of one of the allowed tools')
  },
} satisfies Rule<'json' | 'stream'>
