import type { Rule } from '../../../src/model/index.ts'
import { collectJsonTexts, JSON_REPLIES, scanLexicalForm } from './_texts.ts'

export default {
  says: 'No object has two fields with the same name.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 8259 section 4',
  why: 'Some parsers keep the first field, some the last, and some reject the JSON, so two clients see different replies.',
  mend: 'Build the object as a map instead of concatenating JSON strings.',
  wrong: '{"role":"assistant","content":null,"content":"Hi"}',
  right: '{"role":"assistant","content":"Hi"}',
  on: JSON_REPLIES,
  *check(seen) {
    let count = 0
    for (const json of collectJsonTexts(seen))
      for (const within of scanLexicalForm(json).duplicates) {
        yield { at: json.at + within, message: 'occurs more than once in its object' }
        if (++count === 3) return
      }
  },
} satisfies Rule<(typeof JSON_REPLIES)[number]>
