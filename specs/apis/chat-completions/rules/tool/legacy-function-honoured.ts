import type { Rule } from '../../../../../src/model/index.ts'
import { asked, ranToItsEnd } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { isCutShort, requiredFunction } from './_tools.ts'

export default {
  says: 'A function that the deprecated function_call names is called.',
  level: 'MAY',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest function_call and functions, both deprecated in favour of tools',
  why: 'Older clients send functions instead of tools; newer servers may have dropped support, and the clients get text instead of a call.',
  mend: 'Map functions and function_call to tools and tool_choice, or reject them with a 400 that says so.',
  wrong: '"function_call":{"name":"f"} → {"role":"assistant","content":"Hello"}',
  right:
    '"function_call":{"name":"f"} → {"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const required = requiredFunction(asked(seen))
    if (!ranToItsEnd(seen) || required === undefined) return
    for (const choice of choices(seen.result))
      if (!isCutShort(choice) && !choice.message.function_call)
        yield {
          at: `${choice.at}/message/function_call`,
          message: `is missing; function_call requires a call of ${required}`,
        }
  },
} satisfies Rule<'json' | 'stream'>
