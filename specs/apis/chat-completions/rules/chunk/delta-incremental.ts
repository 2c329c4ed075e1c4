import type { Rule } from '../../../../../src/model/index.ts'
import { groupBy, string } from '../../../../rules/_helpers.ts'
import { type DeltaSeen, deltas } from '../_chat.ts'

/** Text longer than this is not repeated at the start of a delta by chance. */
const MIN_LENGTH = 20
/** After this many pieces, a delta that equals all the text so far is not an accident. */
const MIN_PIECES = 4

export default {
  says: 'A delta contains only the new text, not all the text so far.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'OpenAPI ChatCompletionStreamResponseDelta (a delta); both official libraries concatenate',
  why: 'Every client appends the deltas, so users see the beginning of the answer again with every chunk.',
  mend: 'Send only the text that was added since the last chunk.',
  wrong: '"The", "The city", "The city of"',
  right: '"The", " city", " of"',
  seen: ['https://github.com/NVIDIA/TensorRT-LLM/issues/3280', 'https://github.com/infiniflow/ragflow/pull/15443'],
  on: ['stream'],
  *check(seen) {
    // A dialect that documents cumulative deltas is covered by extension/cumulative-content.
    if (seen.cumulative) return
    for (const choiceDeltas of groupBy(deltas(seen), ({ index }) => index).values()) {
      const repeat = findFirstRepeat(choiceDeltas)
      if (repeat)
        yield {
          at: `${repeat.at}/delta/content`,
          message: 'begins with all the text so far; expected only the new text',
          got: repeat.delta.content,
        }
    }
  },
} satisfies Rule<'stream'>

/** The delta that proves that text is sent again: the second that extends the text, or one that equals all of it. */
function findFirstRepeat(choiceDeltas: readonly DeltaSeen[]): DeltaSeen | undefined {
  let joined = ''
  let pieces = 0
  // The text on the assumption that a delta which begins with it replaces it.
  let replaced = ''
  let extensions = 0
  for (const seen of choiceDeltas) {
    const text = string(seen.delta.content)
    if (!text) continue
    if (text === joined && joined.length > MIN_LENGTH && pieces >= MIN_PIECES) return seen
    const isExtension = replaced !== '' && text.length > replaced.length && text.startsWith(replaced)
    if (isExtension && replaced.length > MIN_LENGTH && ++extensions > 1) return seen
    replaced = isExtension ? text : replaced + text
    joined += text
    pieces++
  }
  return undefined
}
