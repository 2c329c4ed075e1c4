import type { Rule } from '../../../../../src/model/index.ts'
import { integer, list, object } from '../../../../rules/_helpers.ts'

export default {
  says: 'Choices are ordered by index.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionResponse › choices › items › index (index in the list of choices)',
  why: 'Most clients read choices[i] as the choice with index i.',
  mend: 'Sort the choices by index before sending them.',
  wrong: '"choices":[{"index":1,…},{"index":0,…}]',
  right: '"choices":[{"index":0,…},{"index":1,…}]',
  on: ['json'],
  of: ['chat'],
  *check({ result }) {
    const indexes = list(result.choices).map((choice) => integer(object(choice)?.index))
    const isComplete = indexes.every((_, i) => indexes.includes(i))
    const i = indexes.findIndex((index, position) => index !== position)
    if (isComplete && i >= 0)
      yield { at: `/choices/${i}/index`, message: `is not its position in the array; expected ${i}`, got: indexes[i] }
  },
} satisfies Rule<'json'>
