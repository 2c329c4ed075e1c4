import type { Rule } from '../../../../../src/model/index.ts'
import { deltas } from '../_chat.ts'
import { requestedChoices, requestedDeltas } from './_stream.ts'

export default {
  says: 'The choices of a stream first appear in the order of their indexes.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'openai-python, ChatCompletionStreamState',
  why: 'The stream helper of openai-python raises IndexError when choice 1 comes before choice 0.',
  mend: 'Send the role chunks of all choices first, in the order of their indexes.',
  wrong: '{"choices":[{"index":1,…}]} then {"choices":[{"index":0,…}]}',
  right: '{"choices":[{"index":0,…}]} then {"choices":[{"index":1,…}]}',
  on: ['stream'],
  extent: 'beginning',
  *check(seen) {
    // stream/indices-complete reports an index that is not below n.
    if (deltas(seen).some(({ index }) => index >= requestedChoices(seen))) return
    const indexes = new Set<number>()
    for (const { at, index } of requestedDeltas(seen)) {
      if (indexes.has(index)) continue
      if (index !== indexes.size)
        return yield {
          at: `${at}/index`,
          message: `is ${index}; expected ${indexes.size} as the next new index`,
          got: index,
        }
      indexes.add(index)
    }
  },
} satisfies Rule<'stream'>
