import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A target that answers ordinary requests answers each kind of request, and does not report itself as unavailable.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source:
    'RFC 9110 sections 15.5 and 15.6.3 to 15.6.5: 502 to 504 are about the server at that time, not about the request',
  why: 'Clients send the request again and again, and never learn what is wrong with it.',
  mend: 'Serve the request, or pass on the 4xx of the upstream server with its error object.',
  wrong: 'tools → 502 each time, while other requests are answered',
  right:
    'tools → 400 {"error":{"message":"tools are not supported","type":"invalid_request_error","param":"tools","code":null}}',
  on: [],
} satisfies Rule
