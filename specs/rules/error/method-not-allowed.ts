import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A method that the path does not support gets 405.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 15.5.6',
  why: 'A 500 or 200 suggests that the request reached an endpoint.',
  mend: 'Answer 405 with an Allow header and an error object.',
  wrong: 'PUT /v1/chat/completions → 500',
  right: 'PUT /v1/chat/completions → 405',
  on: [],
} satisfies Rule
