import type { Rule } from '../../../src/model/index.ts'
import { header } from '../_helpers.ts'

export default {
  says: 'A 401 reply names the authentication scheme in WWW-Authenticate.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 sections 11.6.1 and 15.5.2',
  why: 'General HTTP clients and proxies choose the scheme by this header; the official libraries ignore it.',
  mend: 'Send WWW-Authenticate: Bearer with every 401.',
  wrong: 'HTTP/1.1 401 Unauthorized',
  right: 'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer',
  on: ['error'],
  *check(seen) {
    if (seen.status !== 401) return
    const got = header(seen, 'www-authenticate')
    if (!got?.trim())
      yield {
        at: '/headers/www-authenticate',
        message: 'is missing; expected an authentication scheme in a 401 reply',
        got,
      }
  },
} satisfies Rule<'error'>
