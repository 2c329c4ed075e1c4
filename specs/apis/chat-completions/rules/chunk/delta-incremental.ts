import type { Rule } from '../../../../../src/model/index.ts'
import { groupBy, string } from '../../../../rules/_helpers.ts'
import { type DeltaSeen, deltas } from '../_chat.ts'

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
    // A dialect that documents it is judged by extension/cumulative-content.
    if (seen.cumulative) return
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

/** The delta with which it is clear that text is sent again: the second that extends it, or one that is all of it. */
function firstRepeat(all: readonly DeltaSeen[]): DeltaSeen | undefined {
  let joined = ''
  let pieces = 0
  // The text as it is meant if deltas that begin with it stand in its place.
  let meant = ''
  let extensions = 0
  for (const seen of all) {
    const text = string(seen.delta.content)
    if (!text) continue
    if (text === joined && joined.length > TELLING && pieces >= PIECES) return seen
    const isExtension = meant !== '' && text.length > meant.length && text.startsWith(meant)
    if (isExtension && meant.length > TELLING && ++extensions > 1) return seen
    meant = isExtension ? text : meant + text
    joined += text
    pieces++
  }
  return undefined
}
