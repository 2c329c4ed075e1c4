import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A documented path answers itself and does not redirect.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 15.4',
  why: 'After 301 or 302 clients may send GET without a body; others drop the key when they follow. The usual cause is a trailing slash.',
  mend: 'Route the path as it is documented, without a redirect to another spelling of it.',
  wrong: 'POST /v1/chat/completions → 307, Location: /v1/chat/completions/',
  right: 'POST /v1/chat/completions → 200',
  on: ['error'],
  *check({ request, status }) {
    if (request.endpoint === 'other' || status < 300 || status > 399) return
    yield { at: '/status', message: `is ${status}: a redirect`, got: status }
  },
} satisfies Rule<'error'>
