import type { Finding, JsonSeen, Rule } from '../../../../../src/model/index.ts'
import { bySchema, integer, list, object } from '../../../../rules/_helpers.ts'

export default {
  says: 'A model entry has a string id, object "model", an integer created in Unix seconds and a string owned_by.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI Model › required and properties',
  why: 'Typed clients reject the complete list because of one entry.',
  mend: 'Send the four fields in every entry, with created in seconds.',
  wrong: '{"id":"m","object":"model","created":1767225600123}',
  right: '{"id":"m","object":"model","created":1767225600,"owned_by":"me"}',
  on: ['json'],
  perField: true,
  of: ['models', 'model'],
  *check(seen) {
    yield* bySchema('models/entry-shape')(seen)
    yield* findMilliseconds(seen)
  },
} satisfies Rule<'json'>

function* findMilliseconds(seen: JsonSeen): Iterable<Finding> {
  const entries = seen.endpoint === 'model' ? [seen.result] : list(seen.result.data)
  for (const [i, entry] of entries.entries()) {
    const created = integer(object(entry)?.created)
    if (created === undefined || created < 1e11) continue
    const at = seen.endpoint === 'model' ? '/created' : `/data/${i}/created`
    return yield { at, message: 'is in milliseconds or a smaller unit; expected seconds', got: created }
  }
}
