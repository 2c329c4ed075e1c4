import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'Request headers that the server does not know make no difference.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 5.1',
  why: 'Client libraries add X-Stainless-… and other headers to every request; a server that refuses them refuses the libraries.',
  mend: 'Ignore request header fields that you do not know.',
  wrong: 'X-Stainless-Lang: js → 400',
  right: 'X-Stainless-Lang: js → 200, as without it',
  on: [],
} satisfies Rule
