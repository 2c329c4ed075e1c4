import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A body that does not claim to be JSON is refused.',
  level: 'MAY',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 15.5.16; the reference answers with code unsupported_content_type',
  why: 'A body that is parsed whatever it claims opens the server to forms of other web pages.',
  mend: 'Answer 415 or 400 unless the media type is application/json.',
  wrong: 'Content-Type: text/plain → 500',
  right: 'Content-Type: text/plain → 415',
  on: [],
} satisfies Rule
