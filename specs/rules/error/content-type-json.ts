import type { Rule } from '../../../src/model/index.ts'
import { mediaType } from '../_helpers.ts'

export default {
  says: 'A refusal has the media type application/json.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI components › responses › TooManyRequests › content; RFC 9110 section 8.3',
  why: 'Clients that look at the media type do not parse the body, and show it as text or not at all.',
  mend: 'Send Content-Type: application/json with every error object, those of proxies (413, 502, 504) included.',
  wrong: 'HTTP/1.1 413\nContent-Type: text/plain\n\n{"error":{…}}',
  right: 'HTTP/1.1 413\nContent-Type: application/json\n\n{"error":{…}}',
  on: ['error'],
  *check(seen) {
    // A page or a plain sentence is rightly called what it is: that it is no JSON is said by error/envelope.
    if (seen.status < 400 || seen.body === undefined) return
    const got = mediaType(seen)
    if (got === 'application/json' || got?.endsWith('+json')) return
    yield { at: '/headers/content-type', message: got ? `is ${got}, not application/json` : 'is missing', got }
  },
} satisfies Rule<'error'>
