import type { Rule } from '../../../src/model/index.ts'
import { header } from '../_helpers.ts'

export default {
  says: 'A 405 says in the Allow header which methods the path has.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 15.5.6',
  why: 'Without it nobody can tell a wrong method from a path that is switched off.',
  mend: 'Send Allow: POST with every 405 of the chat path.',
  wrong: 'HTTP/1.1 405',
  right: 'HTTP/1.1 405, Allow: POST',
  on: ['error'],
  *check(seen) {
    if (seen.status !== 405) return
    const allow = header(seen, 'allow')
    const onChat = /\/chat\/completions$/.test(seen.request.url)
    if (allow === undefined) yield { at: '/headers/allow', message: 'is missing from a 405' }
    else if (onChat && !/\bPOST\b/.test(allow))
      yield { at: '/headers/allow', message: 'does not list POST, which the chat path has', got: allow }
  },
} satisfies Rule<'error'>
