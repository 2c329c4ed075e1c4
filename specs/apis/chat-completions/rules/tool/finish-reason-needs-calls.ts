import type { Rule } from '../../../../../src/model/index.ts'
import { asked, object, ranToItsEnd } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { offersTools } from '../_request.ts'
import { hasNoCalls } from './_tools.ts'

export default {
  says: 'finish_reason is tool_calls only if the message calls a tool.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionResponse › choices › finish_reason (tool_calls if the model called a tool)',
  why: 'On this value clients run tools and index an empty array, or wait for calls that never come.',
  mend: 'Derive finish_reason from the calls that are in the message.',
  wrong: '{"finish_reason": "tool_calls", "message": {"content": "I am fine.", "tool_calls": []}}',
  right: '{"finish_reason": "stop", "message": {"content": "I am fine."}}',
  seen: [
    'https://github.com/vllm-project/vllm/issues/53255',
    'https://github.com/vllm-project/vllm/issues/53363',
    'https://github.com/SecretiveShell/MCP-Bridge/issues/48',
  ],
  on: ['json', 'stream'],
  of: ['chat'],
  extent: 'beginning',
  *check(seen) {
    // Without tools, choice/finish-reason-stop reports this.
    if (!ranToItsEnd(seen) || !offersTools(asked(seen))) return
    for (const choice of choices(seen.result))
      if (choice.choice.finish_reason === 'tool_calls' && hasNoCalls(choice) && !object(choice.message.function_call))
        yield {
          at: `${choice.at}/finish_reason`,
          message: 'is "tool_calls", although the message calls no tool',
          got: 'tool_calls',
        }
  },
} satisfies Rule<'json' | 'stream'>
