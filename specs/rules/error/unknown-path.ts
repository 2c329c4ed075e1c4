import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'An unknown path gets 404.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 15.5.5',
  why: 'Programs that probe for an endpoint take any other status for its answer.',
  mend: 'Answer 404 with an error object.',
  wrong: 'POST /v1/no-such-endpoint → 200',
  right: 'POST /v1/no-such-endpoint → 404',
  on: [],
} satisfies Rule
