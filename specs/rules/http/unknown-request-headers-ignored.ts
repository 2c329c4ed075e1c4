import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'Unknown request headers have no effect.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 5.1',
  why: 'Client libraries add X-Stainless-… and other headers to every request; a server that rejects them rejects the libraries.',
  mend: 'Ignore unknown request headers.',
  wrong: 'X-Stainless-Lang: js → 400',
  right: 'X-Stainless-Lang: js → 200, as without it',
  on: [],
} satisfies Rule
