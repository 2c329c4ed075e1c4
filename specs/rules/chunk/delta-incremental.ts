import type { Rule } from '../../../src/model.ts'
import { type DeltaSeen, deltas, groupBy, string } from '../_helpers.ts'

/** Characters that a new text does not begin with by chance. */
const TELLING = 20
/** Pieces after which one delta that is the whole text so far is no accident. */
const PIECES = 4

export default {
  says: 'A delta holds the new text, not the text so far.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'OpenAPI ChatCompletionStreamResponseDelta (a delta); both official libraries concatenate',
  why: 'Every client appends the deltas, and shows the beginning of the answer again and again.',
  mend: 'Send what was added since the last chunk.',
  wrong: '"The", "The city", "The city of"',
  right: '"The", " city", " of"',
  seen: ['https://github.com/NVIDIA/TensorRT-LLM/issues/3280', 'https://github.com/infiniflow/ragflow/pull/15443'],
  on: ['stream'],
  *check(seen) {
    for (const all of groupBy(deltas(seen), ({ index }) => index).values()) {
      const again = firstRepeat(all)
      if (again)
        yield {
          at: `${again.at}/delta/content`,
          message: 'begins with the whole text so far',
          got: again.delta.content,
        }
    }
  },
} satisfies Rule<'stream'>

/** The delta with which it is clear that texts are sent again: the second such one, or one that is nothing else. */
function firstRepeat(all: readonly DeltaSeen[]): DeltaSeen | undefined {
  let soFar = ''
  let pieces = 0
  let repeats = 0
  for (const seen of all) {
    const text = string(seen.delta.content)
    if (!text) continue
    const isRepeat = soFar.length > TELLING && text.startsWith(soFar)
    if (isRepeat && (++repeats > 1 || (text === soFar && pieces >= PIECES))) return seen
    soFar = isRepeat ? text : soFar + text
    pieces++
  }
  return undefined
}
