import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'GET /models returns an object whose object is "list" and whose data is an array.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ListModelsResponse › required',
  why: 'Front ends fill their list of models from data; without it they show no models or fail to start.',
  mend: 'Wrap the list as {"object":"list","data":[…]}.',
  wrong: '[{"id":"m",…}]',
  right: '{"object":"list","data":[{"id":"m","object":"model","created":1767225600,"owned_by":"me"}]}',
  on: ['json'],
  of: ['models'],
  check: bySchema('models/list-shape'),
} satisfies Rule<'json'>
