import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A request body whose media type is not JSON is rejected.',
  level: 'MAY',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 15.5.16; the reference answers with code unsupported_content_type',
  why: 'A server that parses the body whatever its media type accepts form submissions from other web sites.',
  mend: 'Answer 415 or 400 unless the media type is application/json.',
  wrong: 'Content-Type: text/plain → 500',
  right: 'Content-Type: text/plain → 415',
  on: [],
} satisfies Rule
