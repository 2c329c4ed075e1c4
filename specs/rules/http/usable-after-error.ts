import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'After a rejected request, the server serves the next valid one.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9112 section 9.3',
  why: 'Connections are reused: if one bad request breaks a connection or a process, requests of others fail.',
  mend: 'Read or discard the complete body of a rejected request, and contain the failure within that request.',
  wrong: 'malformed JSON → 400, then a valid request → connection reset',
  right: 'malformed JSON → 400, then a valid request → 200',
  on: [],
} satisfies Rule
