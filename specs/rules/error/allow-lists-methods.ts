import type { Rule } from '../../../src/model/index.ts'
import { header } from '../_helpers.ts'

export default {
  says: 'A 405 reply lists the methods of the path in its Allow header.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 15.5.6',
  why: 'Without the header a client cannot distinguish a wrong method from a path that is switched off.',
  mend: 'Send Allow: POST with every 405 of the chat path.',
  wrong: 'HTTP/1.1 405',
  right: 'HTTP/1.1 405, Allow: POST',
  on: ['error'],
  *check(seen) {
    if (seen.status !== 405) return
    const allow = header(seen, 'allow')
    const isChatPath = /\/chat\/completions$/.test(seen.request.url)
    if (allow === undefined)
      yield { at: '/headers/allow', message: 'is missing; expected the methods of the path in a 405 reply' }
    else if (isChatPath && !/\bPOST\b/.test(allow))
      yield { at: '/headers/allow', message: 'does not list POST, the method of this path', got: allow }
  },
} satisfies Rule<'error'>
