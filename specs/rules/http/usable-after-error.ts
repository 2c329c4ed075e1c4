import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'After a refused request the server serves the next valid one.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9112 section 9.3',
  why: 'Connections are reused: when one bad request leaves a connection or a process broken, requests of others fail.',
  mend: 'Read or discard the whole body of a request that you refuse, and keep the failure inside that request.',
  wrong: 'malformed JSON → 400, then a valid request → connection reset',
  right: 'malformed JSON → 400, then a valid request → 200',
  on: [],
} satisfies Rule
