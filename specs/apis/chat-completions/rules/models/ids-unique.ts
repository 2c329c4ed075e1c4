import type { Rule } from '../../../../../src/model/index.ts'
import { object, string } from '../../../../rules/_helpers.ts'

export default {
  says: 'The list of models is not empty, and every id is not empty and listed only once.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'OpenAPI Model › id (what requests refer to); observed',
  why: 'Front ends use id as the key of their list; an empty list leaves nothing to choose, and a model without a name cannot be requested.',
  mend: 'List every model that can be requested exactly once.',
  wrong: '{"object":"list","data":[]}',
  right: '{"object":"list","data":[{"id":"m","object":"model","created":1767225600,"owned_by":"me"}]}',
  on: ['json'],
  of: ['models'],
  *check({ result: { data } }) {
    if (!Array.isArray(data)) return
    if (data.length === 0) yield { at: '/data', message: 'is empty; expected at least one model', got: [] }
    const ids = data.map((entry) => string(object(entry)?.id))
    const nameless = ids.findIndex((id) => id?.trim() === '')
    if (nameless >= 0)
      yield { at: `/data/${nameless}/id`, message: 'is empty; expected the name of a model', got: ids[nameless] }
    const i = ids.findIndex((id, position) => id?.trim() && ids.indexOf(id) < position)
    if (i >= 0) yield { at: `/data/${i}/id`, message: 'repeats the id of an earlier entry', got: ids[i] }
  },
} satisfies Rule<'json'>
