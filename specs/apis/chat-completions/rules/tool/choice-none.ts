import type { Rule } from '../../../../../src/model/index.ts'
import { asked, list } from '../../../../rules/_helpers.ts'
import { forbidCalls } from './_tools.ts'

export default {
  says: 'With tool_choice none, the reply calls no tool.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionToolChoiceOption (none: a message instead of a call); the same for function_call',
  why: 'Agents send none for the last turn, to get an answer in words: with another call they loop or show nothing.',
  mend: 'With none, let the model read the tools but not call them.',
  wrong: '{"tool_choice": "none"} → {"finish_reason": "tool_calls", "message": {"tool_calls": [{…}]}}',
  right: '{"tool_choice": "none"} → {"finish_reason": "stop", "message": {"content": "…"}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const ask = asked(seen)
    const forbidsTools = ask.tool_choice === 'none' && list(ask.tools).length > 0
    const forbidsFunctions = ask.function_call === 'none' && list(ask.functions).length > 0
    yield* forbidCalls(
      seen.result,
      forbidsTools && 'tool_choice is "none"',
      forbidsFunctions && 'function_call is "none"',
    )
  },
} satisfies Rule<'json' | 'stream'>
