import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A client that closes its connection mid-stream does not disturb other requests.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed reference behaviour; client libraries abort the request when their user stops reading',
  why: 'Users stop answers all the time; a server that cannot handle it fails for everyone else.',
  mend: 'Treat a closed connection as the end of that request only, and release its resources.',
  wrong: 'stream closed by the client → the next request: 500',
  right: 'stream closed by the client → the next request: 200',
  on: [],
} satisfies Rule
