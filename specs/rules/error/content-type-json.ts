import type { Rule } from '../../../src/model/index.ts'
import { mediaType, reportMediaType } from '../_helpers.ts'

export default {
  says: 'An error reply has the media type application/json.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI components › responses › TooManyRequests › content; RFC 9110 section 8.3',
  why: 'Clients that check the media type do not parse the body, and show it as raw text or not at all.',
  mend: 'Send Content-Type: application/json with every error object, including errors of proxies (413, 502, 504).',
  wrong: 'HTTP/1.1 413\nContent-Type: text/plain\n\n{"error":{…}}',
  right: 'HTTP/1.1 413\nContent-Type: application/json\n\n{"error":{…}}',
  on: ['error'],
  *check(seen) {
    // The media type of an HTML page or plain text may be correct; error/envelope reports that it is not JSON.
    if (seen.status < 400 || seen.body === undefined) return
    const got = mediaType(seen)
    if (got !== 'application/json' && !got?.endsWith('+json')) yield reportMediaType(got, 'application/json')
  },
} satisfies Rule<'error'>
