import type { Rule } from '../../../../../src/model/index.ts'
import { groupBy } from '../../../../rules/_helpers.ts'

export default {
  says: 'created of a model is the same in every reply.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI Model › created (when the model was created)',
  why: 'Clients that cache the list by its dates reload it every time, and the model always looks as if it had just been added.',
  mend: 'Send the time when the model was created or loaded, not the time of the request.',
  wrong: 'GET /models → "created": 1767225600, a minute later "created": 1767225660',
  right: 'GET /models → "created": 1767225600, a minute later "created": 1767225600',
  on: ['run'],
  *check({ traces }) {
    const dated = traces.flatMap(({ dated = [] }, i) => dated.map(([id, created]) => ({ i, id, created })))
    for (const [id, seen] of groupBy(dated, ({ id }) => id)) {
      const [first] = seen
      const other = seen.find(({ created }) => created !== first?.created)
      if (!first || !other) continue
      const message = `of ${JSON.stringify(id)} is ${other.created}; expected ${first.created}, as in an earlier reply (different times: ${new Set(seen.map(({ created }) => created)).size})`
      return yield { at: `/replies/${other.i}/created`, message, got: other.created }
    }
  },
} satisfies Rule<'run'>
