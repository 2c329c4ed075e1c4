import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'GET /models/{id} with an unknown id returns 404.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: 404 with code model_not_found; RFC 9110 section 15.5.5',
  why: 'A client that checks its configured model takes a 200 as proof that the model exists.',
  mend: 'Return 404 with an error object for an id that is not listed.',
  wrong: 'GET /models/no-such-model → 200 {"id":"no-such-model",…}',
  right: 'GET /models/no-such-model → 404 {"error":{…,"code":"model_not_found"}}',
  on: [],
} satisfies Rule
