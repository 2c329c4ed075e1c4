import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A documented path answers directly and does not redirect.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 15.4',
  why: 'After a 301 or 302 some clients send GET without a body, and others drop the key when they follow. The usual cause is a trailing slash.',
  mend: 'Route the path exactly as documented, without a redirect to another spelling.',
  wrong: 'POST /v1/chat/completions → 307, Location: /v1/chat/completions/',
  right: 'POST /v1/chat/completions → 200',
  on: ['error'],
  *check({ request, status }) {
    if (request.endpoint === 'other' || status < 300 || status > 399) return
    yield { at: '/status', message: `status ${status} is a redirect; expected an answer at this path`, got: status }
  },
} satisfies Rule<'error'>
