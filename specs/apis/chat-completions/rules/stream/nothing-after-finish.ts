import type { Rule } from '../../../../../src/model/index.ts'
import { FEW, groupBy, string } from '../../../../rules/_helpers.ts'
import { chunksBeforeDone, isNonEmpty, requestedDeltas } from './_stream.ts'

export default {
  says: 'After its finish_reason, a choice gets no more content, refusal or calls.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Streams of the reference; OpenAPI CreateChatCompletionStreamResponse › choices › finish_reason',
  why: 'Clients close the message at the finish_reason and lose what comes later.',
  mend: 'Send all text and calls before the finish_reason, or in the same chunk.',
  wrong: '{"delta":{},"finish_reason":"stop"} then {"delta":{"content":"more"},"finish_reason":null}',
  right: '{"delta":{"content":"more"},"finish_reason":null} then {"delta":{},"finish_reason":"stop"}',
  on: ['stream'],
  *check(seen) {
    // stream/done-once-and-last reports what comes after [DONE].
    const visible = new Set(chunksBeforeDone(seen).map(([i]) => i))
    for (const group of groupBy(requestedDeltas(seen), ({ index }) => index).values()) {
      // Only after the last finish_reason: stream/finish-exactly-once reports repeated ones.
      const last = group.findLastIndex(({ choice }) => string(choice.finish_reason))
      if (last < 0) continue
      const late = group.slice(last + 1).flatMap(({ at, chunk, delta }) =>
        ['content', 'refusal', 'tool_calls', 'function_call']
          .filter((key) => visible.has(chunk) && isNonEmpty(delta[key]))
          .map((key) => ({
            at: `${at}/delta/${key}`,
            message: 'comes after the finish_reason of the choice',
            got: delta[key],
          })),
      )
      yield* late.slice(0, FEW)
    }
  },
} satisfies Rule<'stream'>
