import type { Rule } from '../../../../../src/model/index.ts'
import { asked } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { hasOutput, reasoning } from '../_reasoning.ts'
import { stopsOf } from '../_request.ts'

export default {
  says: 'A stop sequence ends the answer, and not the reasoning before it.',
  level: 'SHOULD',
  basis: 'client library need',
  source:
    'OpenAPI CreateChatCompletionRequest › stop (about the returned text); clients choose stop strings for the answer, and cannot know the reasoning',
  why: 'The reasoning mentions the stop string first, so that the reply ends without an answer.',
  mend: 'Look for stop sequences only after the end of the reasoning.',
  wrong: 'stop: "\\n\\n" → "reasoning_content":"First I add the numbers.", "content":"", "finish_reason":"stop"',
  right:
    'stop: "\\n\\n" → "reasoning_content":"First I add the numbers.\\n\\nThat is 42.", "content":"42", "finish_reason":"stop"',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const stops = stopsOf(asked(seen))
    if (!stops.length) return
    for (const { at, choice, message } of choices(seen.result))
      if (choice.finish_reason === 'stop' && reasoning(message) !== '' && !hasOutput(message))
        yield {
          at: `${at}/message/content`,
          message: 'is empty: the reply ends in its reasoning; expected that stop ends only the answer',
          got: reasoning(message).slice(-80),
        }
  },
} satisfies Rule<'json' | 'stream'>
