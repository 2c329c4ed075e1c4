import type { Rule } from '../../../../../src/model/index.ts'
import { integer, list, object } from '../../../../rules/_helpers.ts'

const DAY = 86_400

export default {
  says: 'created of a model is a time in the past.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI Model › created (when the model was created)',
  why: 'Lists sorted by date show such a model at the wrong end; 0 is shown as 1970.',
  mend: 'Send the time when the model was created or loaded.',
  wrong: '"created": 0',
  right: '"created": 1767225600',
  on: ['json'],
  of: ['models', 'model'],
  *check(seen) {
    const entries = seen.endpoint === 'model' ? [seen.result] : list(seen.result.data)
    for (const [i, entry] of entries.entries()) {
      const created = integer(object(entry)?.created)
      // models/entry-shape reports milliseconds.
      if (created === undefined || created >= 1e11) continue
      if (created > 0 && created <= seen.exchange.sentAt / 1000 + DAY) continue
      const at = seen.endpoint === 'model' ? '/created' : `/data/${i}/created`
      return yield {
        at,
        message: created > 0 ? 'is in the future; expected a time in the past' : 'is not a positive Unix time',
        got: created,
      }
    }
  },
} satisfies Rule<'json'>
