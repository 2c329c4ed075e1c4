import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'The authorization scheme is accepted in any case: bearer means the same as Bearer.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 11.1 (a case-insensitive token identifies the authentication scheme)',
  why: 'HTTP clients and gateways that write the scheme in lower case are rejected, although their key is right.',
  mend: 'Compare the scheme without regard to case.',
  wrong: 'Authorization: bearer sk-… → 401',
  right: 'Authorization: bearer sk-… → 200',
  on: [],
} satisfies Rule
