import type { Rule } from '../../../../../src/model/index.ts'
import { deltas } from '../_chat.ts'

export default {
  says: 'Beyond the contract: content is a string in the delta of every choice.',
  level: 'MAY',
  basis: 'client library need',
  source: "The streaming examples of LightLLM's manual and of a vision course, which join delta.content",
  why: 'Programs that append delta["content"] to a string stop at the empty last delta, at null content and at the fragments of a tool call.',
  mend: 'Change nothing in the server: client programs should treat absent or null content as an empty string.',
  wrong: '{"index":0,"delta":{},"finish_reason":"stop"}',
  right: '{"index":0,"delta":{"content":""},"finish_reason":"stop"}',
  on: ['stream'],
  *check(seen) {
    const failing = deltas(seen).find(({ delta }) => typeof delta.content !== 'string')
    if (failing)
      yield {
        at: `${failing.at}/delta/content`,
        message: 'is not a string; some clients read it from every delta',
        got: failing.delta.content,
      }
  },
} satisfies Rule<'stream'>
