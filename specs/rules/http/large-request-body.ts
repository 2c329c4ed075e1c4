import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A request body of one mebibyte is served, or refused with 400 or 413 as an error object.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'RFC 9110 section 15.5.14',
  why: 'Inlined images and long histories pass 1 MiB quickly; a reset or the HTML page of a proxy tells the user nothing.',
  mend: 'Raise the body limit of every proxy in front of the server, and answer bodies that are too large with 413 and an error object.',
  wrong: '1 MiB body → connection reset',
  right: '1 MiB body → 200, or 413 {"error":{"message":"…","type":"invalid_request_error","param":null,"code":null}}',
  on: [],
} satisfies Rule
