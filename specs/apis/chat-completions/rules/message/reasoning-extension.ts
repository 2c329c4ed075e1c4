import type { Rule } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { REASONING, reasoning } from './_reasoning.ts'

export default {
  says: 'Reasoning in its own field is a string or null, and is not repeated in content.',
  level: 'MAY',
  basis: 'observed reference behaviour',
  source: 'Not in the published contract; DeepSeek, vLLM, SGLang, Ollama and OpenRouter send such a member',
  why: 'Users see the reasoning twice, and clients send it back in the history as part of the answer.',
  mend: 'Send the reasoning only in reasoning_content and the answer only in content.',
  wrong: '{"content":"<think>Well…</think>42","reasoning_content":"Well…"}',
  right: '{"content":"42","reasoning_content":"Well…"}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check({ result }) {
    for (const { at, message } of choices(result)) {
      for (const key of REASONING) {
        const got = message[key]
        if (got !== undefined && got !== null && typeof got !== 'string')
          yield { at: `${at}/message/${key}`, message: 'is neither a string nor null', got }
      }
      const reasoningText = reasoning(message).trim()
      const content = string(message.content)?.trimStart()
      if (!reasoningText || !content) continue
      if (content.startsWith(reasoningText) || content.includes('<think>'))
        yield {
          at: `${at}/message/content`,
          message: 'repeats the reasoning that the message has in its own field',
          got: content.slice(0, 200),
        }
    }
  },
} satisfies Rule<'json' | 'stream'>
