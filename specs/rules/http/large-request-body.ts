import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A request body of 1 MiB is processed, or rejected with 400 or 413 and an error object.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'RFC 9110 section 15.5.14',
  why: 'Inlined images and long histories quickly exceed 1 MiB; a connection reset or an HTML page of a proxy does not explain the failure.',
  mend: 'Raise the body limit of every proxy in front of the server, and answer larger bodies with 413 and an error object.',
  wrong: '1 MiB body → connection reset',
  right: '1 MiB body → 200, or 413 {"error":{"message":"…","type":"invalid_request_error","param":null,"code":null}}',
  on: [],
} satisfies Rule
