import type { Rule } from '../../../../../src/model/index.ts'
import { isNonEmpty, requestedDeltas } from './_stream.ts'

export default {
  says: 'The chunk with the finish_reason has no content.',
  level: 'MAY',
  basis: 'observed reference behaviour',
  source: 'Streams of the reference; no schema asks for it',
  why: 'Clients that stop reading content when finish_reason is set drop the last token.',
  mend: 'Send the last text first, and then a chunk with an empty delta and the finish_reason.',
  wrong: '{"delta":{"content":" word"},"finish_reason":"length"}',
  right: '{"delta":{"content":" word"},"finish_reason":null} then {"delta":{},"finish_reason":"length"}',
  seen: ['https://github.com/vllm-project/vllm/issues/35705', 'https://github.com/xorbitsai/inference/issues/1583'],
  on: ['stream'],
  *check(seen) {
    const filled = requestedDeltas(seen).find(({ choice, delta }) => choice.finish_reason && isNonEmpty(delta.content))
    if (filled)
      yield {
        at: `${filled.at}/delta/content`,
        message: 'is not empty in the chunk with the finish_reason',
        got: filled.delta.content,
      }
  },
} satisfies Rule<'stream'>
