import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A successful reply has status 200.',
  level: 'MUST',
  basis: 'published schema',
  source:
    'OpenAPI paths › /chat/completions › post › responses › 200 (the only success that is described); the same for /models',
  why: 'Clients without a library compare the status with 200 and treat 201 or 202 as a failure. Some web frameworks answer POST with 201 by default.',
  mend: 'Answer with status 200.',
  wrong: 'HTTP/1.1 201 Created',
  right: 'HTTP/1.1 200 OK',
  on: ['json', 'stream'],
  *check({ exchange: { status } }) {
    if (status !== undefined && status !== 200)
      yield { at: '/status', message: `status ${status}; expected 200`, got: status }
  },
} satisfies Rule<'json' | 'stream'>
