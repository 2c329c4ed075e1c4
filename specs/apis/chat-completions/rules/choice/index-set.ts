import type { Rule } from '../../../../../src/model/index.ts'
import { integer, list, object } from '../../../../rules/_helpers.ts'

export default {
  says: 'The indexes of k choices are 0 to k-1, each used once.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionResponse › choices › items › index (index in the list of choices)',
  why: 'Clients that sort or store answers by index keep only one of the choices that share an index.',
  mend: 'Number the choices from 0.',
  wrong: '"choices":[{"index":1,…}]',
  right: '"choices":[{"index":0,…}]',
  on: ['json'],
  of: ['chat'],
  *check({ result }) {
    const indexes = list(result.choices).map((choice) => object(choice)?.index)
    // Other rules report a missing index and one of another type.
    if (indexes.some((index) => integer(index) === undefined)) return
    for (const [i, index] of indexes.entries()) {
      const isRepeated = indexes.indexOf(index) < i
      const isOutside = (index as number) < 0 || (index as number) >= indexes.length
      if (!isRepeated && !isOutside) continue
      const message = isRepeated
        ? 'repeats the index of an earlier choice'
        : `is out of range; expected 0 to ${indexes.length - 1}`
      return yield { at: `/choices/${i}/index`, message, got: index }
    }
  },
} satisfies Rule<'json'>
