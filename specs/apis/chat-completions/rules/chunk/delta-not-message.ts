import type { Rule } from '../../../../../src/model/index.ts'
import { deltas } from '../_chat.ts'

export default {
  says: 'A choice of a chunk carries its text in delta, not in message or text.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionStreamResponse › choices › items › properties',
  why: 'Streaming clients read only delta and show nothing.',
  mend: 'Send the new text as delta.content.',
  wrong: '{"index":0,"message":{"content":"Hi"},"finish_reason":null}',
  right: '{"index":0,"delta":{"content":"Hi"},"finish_reason":null}',
  on: ['stream'],
  *check(seen) {
    for (const { at, choice } of deltas(seen))
      for (const key of ['message', 'text']) {
        const got = choice[key]
        if (got !== undefined && got !== null)
          return yield { at: `${at}/${key}`, message: 'is present in a chunk; expected the new text in delta', got }
      }
  },
} satisfies Rule<'stream'>
