import type { Rule } from '../../../../../src/model/index.ts'
import { deltas } from '../_chat.ts'
import { choicesAsked, properDeltas } from './_stream.ts'

export default {
  says: 'The choices of a stream first appear in the order of their indexes.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'openai-python, ChatCompletionStreamState',
  why: 'openai-python’s stream helper raises IndexError when choice 1 comes before choice 0.',
  mend: 'Send the role chunks of all choices first, in the order of their indexes.',
  wrong: '{"choices":[{"index":1,…}]} then {"choices":[{"index":0,…}]}',
  right: '{"choices":[{"index":0,…}]} then {"choices":[{"index":1,…}]}',
  on: ['stream'],
  extent: 'beginning',
  *check(seen) {
    // An index beyond n is named by stream/indices-complete.
    if (deltas(seen).some(({ index }) => index >= choicesAsked(seen))) return
    const met = new Set<number>()
    for (const { at, index } of properDeltas(seen)) {
      if (met.has(index)) continue
      if (index !== met.size) return yield { at: `${at}/index`, message: `appears before ${met.size}`, got: index }
      met.add(index)
    }
  },
} satisfies Rule<'stream'>
