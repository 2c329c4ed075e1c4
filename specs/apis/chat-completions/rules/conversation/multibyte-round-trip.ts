import type { Rule } from '../../../../../src/model/index.ts'
import { asked, string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { mangled } from './_mangled.ts'

export default {
  says: 'A non-ASCII word that a reply repeats from the request has the same characters.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 8259 section 8.1 (JSON between systems is UTF-8)',
  why: 'Users of every language except English read naÃ¯ve, na?ve or boxes; the server decoded, cut or encoded wrongly, not the model.',
  mend: 'Read and write bodies as UTF-8, and split text only at character boundaries.',
  wrong: '"Repeat: naïve" → {"content": "naÃ¯ve"}',
  right: '"Repeat: naïve" → {"content": "naïve"}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    for (const { at, message } of choices(seen.result)) {
      const content = string(message.content)
      const broken = content ? mangled(content, asked(seen), isProse(content, seen.request.text ?? '')) : undefined
      if (broken)
        yield {
          at: `${at}/message/content`,
          message: `contains ${broken.as}; expected ${broken.word}, as in the request`,
          got: content,
        }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** Escapes are correct in code and in text about escapes. In other text they were never decoded. */
function isProse(content: string, question: string): boolean {
  return !/["'`{}<>]/.test(content) && !/\\\\u|escape|unicode|encod/i.test(question)
}
