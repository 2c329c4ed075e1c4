import type { Rule } from '../../../../../src/model/index.ts'
import { asked, string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { mangled } from './_mangled.ts'

export default {
  says: 'A word outside ASCII that a reply repeats from the request has the same letters.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 8259 section 8.1 (JSON between systems is UTF-8)',
  why: 'Users of every language but English read naÃ¯ve, na?ve or boxes; it is the server that decoded, cut or encoded wrongly, not the model.',
  mend: 'Read and write bodies as UTF-8, and hand out text only at character boundaries.',
  wrong: '"Repeat: naïve" → {"content": "naÃ¯ve"}',
  right: '"Repeat: naïve" → {"content": "naïve"}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    for (const { at, message } of choices(seen.result)) {
      const content = string(message.content)
      const found = content ? mangled(content, asked(seen), isProse(content, seen.request.text ?? '')) : undefined
      if (found)
        yield { at: `${at}/message/content`, message: `has ${found.as} where ${found.word} is meant`, got: content }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** Escapes belong into code and into talk about them. Elsewhere somebody has written them and nobody has read them. */
function isProse(content: string, question: string): boolean {
  return !/["'`{}<>]/.test(content) && !/\\\\u|escape|unicode|encod/i.test(question)
}
