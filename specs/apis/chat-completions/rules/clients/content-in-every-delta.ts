import type { Rule } from '../../../../../src/model/index.ts'
import { deltas } from '../_chat.ts'

export default {
  says: 'Beyond the contract: the delta of every choice has a text as content.',
  level: 'MAY',
  basis: 'client library need',
  source: "The streaming examples of LightLLM's manual and of a vision course, which join delta.content",
  why: 'Programs that add delta["content"] to what they have stop at the last delta, which is empty, at one that is null, and at the fragments of a tool call.',
  mend: 'Nothing is wrong with the server; a program takes a content that is missing or null for an empty text.',
  wrong: '{"index":0,"delta":{},"finish_reason":"stop"}',
  right: '{"index":0,"delta":{"content":""},"finish_reason":"stop"}',
  on: ['stream'],
  *check(seen) {
    const found = deltas(seen).find(({ delta }) => typeof delta.content !== 'string')
    if (found) yield { at: `${found.at}/delta/content`, message: 'is no text', got: found.delta.content }
  },
} satisfies Rule<'stream'>
