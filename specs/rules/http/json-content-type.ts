import type { Rule } from '../../../src/model/index.ts'
import { mediaType, reportMediaType } from '../_helpers.ts'

export default {
  says: 'A JSON reply has the media type application/json.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI paths › /chat/completions › post › responses › 200 › content; RFC 9110 section 8.3',
  why: 'openai-node returns a body of any other media type as a string, so every access to a field fails.',
  mend: 'Send Content-Type: application/json.',
  wrong: 'Content-Type: text/plain\n\n{"id":"chatcmpl-1","object":"chat.completion",…}',
  right: 'Content-Type: application/json\n\n{"id":"chatcmpl-1","object":"chat.completion",…}',
  on: ['json'],
  *check(seen) {
    if (seen.wantsStream) return
    const got = mediaType(seen)
    if (got !== 'application/json') yield reportMediaType(got, 'application/json')
  },
} satisfies Rule<'json'>
