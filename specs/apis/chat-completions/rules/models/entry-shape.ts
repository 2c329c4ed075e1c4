import type { Finding, JsonSeen, Rule } from '../../../../../src/model/index.ts'
import { bySchema, integer, list, object } from '../../../../rules/_helpers.ts'

export default {
  says: 'A model has a string id, object "model", created in integer Unix seconds and a string owned_by.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI Model › required and properties',
  why: 'Typed clients refuse the whole list for one entry.',
  mend: 'Send the four members in every entry, with the time in seconds.',
  wrong: '{"id":"m","object":"model","created":1767225600123}',
  right: '{"id":"m","object":"model","created":1767225600,"owned_by":"me"}',
  on: ['json'],
  of: ['models', 'model'],
  *check(seen) {
    yield* bySchema('models/entry-shape')(seen)
    yield* fineTimes(seen)
  },
} satisfies Rule<'json'>

function* fineTimes(seen: JsonSeen): Iterable<Finding> {
  const entries = seen.endpoint === 'model' ? [seen.result] : list(seen.result.data)
  for (const [i, entry] of entries.entries()) {
    const created = integer(object(entry)?.created)
    if (created === undefined || created < 1e11) continue
    const at = seen.endpoint === 'model' ? '/created' : `/data/${i}/created`
    return yield { at, message: 'is finer than seconds', got: created }
  }
}
