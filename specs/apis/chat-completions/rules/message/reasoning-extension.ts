import type { Rule } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { beginsWithReasoning, reasoning } from '../_reasoning.ts'

/** The members whose type all clients agree on. */
const TEXTS = ['reasoning_content', 'reasoning'] as const

export default {
  says: 'Reasoning in its own field is a string or null, and is not repeated in content.',
  level: 'SHOULD',
  basis: 'client library need',
  source:
    'Not in the published contract; DeepSeek, vLLM, SGLang, Ollama and OpenRouter send such a member, and clients join its pieces',
  why: 'Users see the reasoning twice, and clients send it back in the history as part of the answer.',
  mend: 'Send the reasoning only in reasoning_content and the answer only in content.',
  wrong: '{"content":"Let me see. They want a sum. 42","reasoning_content":"Let me see. They want a sum."}',
  right: '{"content":"42","reasoning_content":"Let me see. They want a sum."}',
  on: ['json', 'stream'],
  of: ['chat'],
  extent: 'beginning',
  *check({ result }) {
    for (const { at, message } of choices(result)) {
      for (const key of TEXTS) {
        const got = message[key]
        if (got !== undefined && got !== null && typeof got !== 'string')
          yield { at: `${at}/message/${key}`, message: 'is neither a string nor null', got }
      }
      const content = string(message.content) ?? ''
      if (beginsWithReasoning(content, reasoning(message)))
        yield {
          at: `${at}/message/content`,
          message: 'begins with the reasoning that the message has in its own field; expected only the answer',
          got: content.slice(0, 200),
        }
    }
  },
} satisfies Rule<'json' | 'stream'>
