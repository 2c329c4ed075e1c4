import type { Rule } from '../../../../../src/model/index.ts'
import { asked, list, object } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'

export default {
  says: 'A choice with a function_call ends with finish_reason function_call; with a named function, stop is correct as well.',
  level: 'MUST',
  basis: 'published description',
  source:
    'OpenAPI CreateChatCompletionResponse › choices › finish_reason (function_call if the model called a function)',
  why: 'Programs written before tools existed check for function_call before they run the function.',
  mend: 'Set finish_reason to function_call when the message has a function_call.',
  wrong: '{"finish_reason": "stop", "message": {"function_call": {"name": "get_weather", …}}}',
  right: '{"finish_reason": "function_call", "message": {"function_call": {"name": "get_weather", …}}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const ask = asked(seen)
    if (!list(ask.functions).length || ask.function_call === 'none') return
    const wrong = object(ask.function_call) ? ['tool_calls'] : ['tool_calls', 'stop']
    for (const { at, choice, message } of choices(seen.result)) {
      const { finish_reason: reason } = choice
      if (object(message.function_call) && wrong.some((value) => value === reason))
        yield {
          at: `${at}/finish_reason`,
          message: 'is not "function_call", although the message calls a function',
          got: reason,
        }
    }
  },
} satisfies Rule<'json' | 'stream'>
