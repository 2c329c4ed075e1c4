import type { Rule } from '../../../../../src/model/index.ts'
import { integer, list, object } from '../../../../rules/_helpers.ts'

export default {
  says: 'The choices stand in the order of their indexes.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionResponse › choices › items › index (index in the list of choices)',
  why: 'Most clients take choices[i] for the choice with index i.',
  mend: 'Sort the choices by index before they are sent.',
  wrong: '"choices":[{"index":1,…},{"index":0,…}]',
  right: '"choices":[{"index":0,…},{"index":1,…}]',
  on: ['json'],
  of: ['chat'],
  *check({ result }) {
    const indexes = list(result.choices).map((choice) => integer(object(choice)?.index))
    const isWhole = indexes.every((_, i) => indexes.includes(i))
    const i = indexes.findIndex((index, position) => index !== position)
    if (isWhole && i >= 0)
      yield { at: `/choices/${i}/index`, message: `is not its place in the list, ${i}`, got: indexes[i] }
  },
} satisfies Rule<'json'>
