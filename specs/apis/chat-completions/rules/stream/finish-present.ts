import type { Rule } from '../../../../../src/model/index.ts'
import { choices } from '../_chat.ts'
import { isComplete, maxChoices } from './_stream.ts'

export default {
  says: 'Every choice of a complete stream gets a finish_reason.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionStreamResponse › choices › finish_reason (what it is for every way to stop)',
  why: 'openai-node raises "missing finish_reason"; other clients cannot distinguish a complete answer from an interrupted answer.',
  mend: 'Send one chunk with a finish_reason for every choice before [DONE].',
  wrong: '{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]} and then [DONE]',
  right:
    '{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}, {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]} and then [DONE]',
  seen: [
    'https://github.com/alfredapp/openai-workflow/pull/52',
    'https://github.com/perplexityai/api-discussion/issues/235',
    'https://github.com/anomalyco/opencode/issues/39968',
    'https://github.com/CommandCodeAI/command-code/issues/785',
    'https://github.com/vercel/ai/issues/19165',
  ],
  on: ['stream'],
  extent: 'whole',
  *check(seen) {
    if (!isComplete(seen)) return
    const n = maxChoices(seen)
    for (const { at, choice } of choices(seen.result)) {
      // stream/indices-complete reports a choice that was not requested.
      if (typeof choice.index === 'number' && choice.index >= n) continue
      if (choice.finish_reason === null || choice.finish_reason === undefined)
        yield { at: `${at}/finish_reason`, message: 'is missing in all chunks of the choice' }
    }
  },
} satisfies Rule<'stream'>
