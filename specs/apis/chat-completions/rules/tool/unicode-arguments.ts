import type { Rule } from '../../../../../src/model/index.ts'
import { asked } from '../../../../rules/_helpers.ts'
import { calls } from '../_chat.ts'
import { mangled } from '../conversation/_mangled.ts'
import { argumentsOf } from './_tools.ts'

export default {
  says: 'Letters outside ASCII in the arguments of a call are the letters of the request, raw or escaped once.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 8259 section 7 and 8.1',
  why: 'The tool is called with Z\\u00fcrich or Z?rich and finds no such city.',
  mend: 'Escape or encode the arguments once, and split them between characters, not between bytes.',
  wrong: '{"arguments": "{\\"city\\": \\"Z\\\\\\\\u00fcrich\\"}"}',
  right: '{"arguments": "{\\"city\\": \\"Zürich\\"}"}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    for (const call of calls(seen.result)) {
      const text = argumentsOf(seen, call)
      const damage = text === undefined ? undefined : mangled(unescapeOnce(text), asked(seen), true)
      if (damage)
        yield {
          at: `${call.at}/function/arguments`,
          message: `contains ${damage.as}; expected ${damage.word}`,
          got: text,
        }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** The arguments without their JSON escapes; what is escaped twice stays escaped once. */
function unescapeOnce(text: string): string {
  return text.replace(/\\(u([0-9a-fA-F]{4})|.)/gs, (_, other: string, code: string | undefined) =>
    code === undefined ? other : String.fromCharCode(Number.parseInt(code, 16)),
  )
}
