import type { Rule } from '../../../../../src/model/index.ts'
import { FEW, groupBy, string } from '../../../../rules/_helpers.ts'
import { requestedDeltas } from './_stream.ts'

export default {
  says: 'Each choice gets at most one finish_reason.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'Streams of the reference; both official libraries keep the last finish_reason',
  why: 'Clients that close the message at the first finish_reason fail at the second, or report the wrong reason.',
  mend: 'Send finish_reason null in every chunk of a choice except the last.',
  wrong: '{"delta":{"content":"!"},"finish_reason":"stop"} then {"delta":{},"finish_reason":"stop"}',
  right: '{"delta":{"content":"!"},"finish_reason":null} then {"delta":{},"finish_reason":"stop"}',
  seen: ['https://github.com/sgl-project/sglang/pull/8417'],
  on: ['stream'],
  *check(seen) {
    for (const group of groupBy(requestedDeltas(seen), ({ index }) => index).values()) {
      const finished = group.filter(({ choice }) => string(choice.finish_reason))
      for (const { at, choice } of finished.slice(1, 1 + FEW))
        yield {
          at: `${at}/finish_reason`,
          message: `is another finish_reason of the same choice, after ${JSON.stringify(finished[0]?.choice.finish_reason)}`,
          got: choice.finish_reason,
        }
    }
  },
} satisfies Rule<'stream'>
