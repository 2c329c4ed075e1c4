import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A request with Content-Type: application/json; charset=utf-8 is accepted.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 8259 section 11; RFC 9110 section 8.3',
  why: 'Java, .NET and PHP clients add the charset by default and would get a 415 for a valid body.',
  mend: 'Compare only the media type of the request, not its parameters.',
  wrong: 'Content-Type: application/json; charset=utf-8 → 415',
  right: 'Content-Type: application/json; charset=utf-8 → 200',
  on: [],
} satisfies Rule
