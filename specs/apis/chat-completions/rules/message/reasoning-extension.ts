import type { Rule } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { REASONING, reasoning } from './_reasoning.ts'

export default {
  says: 'Reasoning in a member of its own is a string or null, and not repeated in content.',
  level: 'MAY',
  basis: 'observed reference behaviour',
  source: 'Not in the published contract; DeepSeek, vLLM, SGLang, Ollama and OpenRouter send such a member',
  why: 'A user sees the thoughts twice, and they go back into the history as if they were the answer.',
  mend: 'Send the thoughts in reasoning_content alone and the answer in content alone.',
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
      const thought = reasoning(message).trim()
      const content = string(message.content)?.trimStart()
      if (!thought || !content) continue
      if (content.startsWith(thought) || content.includes('<think>'))
        yield { at: `${at}/message/content`, message: 'repeats the reasoning', got: content.slice(0, 200) }
    }
  },
} satisfies Rule<'json' | 'stream'>
