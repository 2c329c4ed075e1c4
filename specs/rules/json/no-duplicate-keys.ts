import type { Rule } from '../../../src/model/index.ts'
import { JSON_REPLIES, jsonTexts, lexical } from './_texts.ts'

export default {
  says: 'No object has two members of the same name.',
  level: 'SHOULD',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 8259 section 4',
  why: 'Some parsers keep the first member, some the last, and some refuse the text, so two clients see two replies.',
  mend: 'Build the object as a map, and do not add members to JSON as text.',
  wrong: '{"role":"assistant","content":null,"content":"Hi"}',
  right: '{"role":"assistant","content":"Hi"}',
  on: JSON_REPLIES,
  *check(seen) {
    let found = 0
    for (const json of jsonTexts(seen))
      for (const within of lexical(json).duplicates) {
        yield { at: json.at + within, message: 'stands in its object more than once' }
        if (++found === 3) return
      }
  },
} satisfies Rule<(typeof JSON_REPLIES)[number]>
