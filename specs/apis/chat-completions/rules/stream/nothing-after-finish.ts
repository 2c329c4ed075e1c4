import type { Rule } from '../../../../../src/model/index.ts'
import { groupBy, string } from '../../../../rules/_helpers.ts'
import { FEW } from '../../../../rules/stream/_lines.ts'
import { chunksBeforeDone, isSomething, properDeltas } from './_stream.ts'

export default {
  says: 'After its finish_reason a choice gets no further text, refusal or calls.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Streams of the reference; OpenAPI CreateChatCompletionStreamResponse › choices › finish_reason',
  why: 'Clients close the message at the finish_reason and lose what comes later.',
  mend: 'Flush all text and calls before, or in, the chunk with the finish_reason.',
  wrong: '{"delta":{},"finish_reason":"stop"} then {"delta":{"content":"more"},"finish_reason":null}',
  right: '{"delta":{"content":"more"},"finish_reason":null} then {"delta":{},"finish_reason":"stop"}',
  on: ['stream'],
  *check(seen) {
    // What comes after [DONE] is named by stream/done-once-and-last.
    const visible = new Set(chunksBeforeDone(seen).map(([i]) => i))
    for (const group of groupBy(properDeltas(seen), ({ index }) => index).values()) {
      // After the last one: repeated finishes are named by stream/finish-exactly-once.
      const last = group.findLastIndex(({ choice }) => string(choice.finish_reason))
      if (last < 0) continue
      const late = group
        .slice(last + 1)
        .flatMap(({ at, chunk, delta }) =>
          ['content', 'refusal', 'tool_calls', 'function_call']
            .filter((key) => visible.has(chunk) && isSomething(delta[key]))
            .map((key) => ({ at: `${at}/delta/${key}`, message: 'comes after the finish_reason', got: delta[key] })),
        )
      yield* late.slice(0, FEW)
    }
  },
} satisfies Rule<'stream'>
