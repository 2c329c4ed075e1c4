import type { Rule } from '../../../../../src/model/index.ts'
import { groupBy, string } from '../../../../rules/_helpers.ts'
import { deltas } from '../_chat.ts'

export default {
  says: 'In a dialect whose deltas hold the whole text so far, every delta begins with the text of the one before.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'Documentation of the dialect, where its profile says `cumulative`',
  why: 'Clients written for the dialect show the last delta, and lose what it does not repeat.',
  mend: 'Repeat the text so far in every delta, or send only what was added and say so.',
  wrong: '"The", "The city", "of"',
  right: '"The", "The city", "The city of"',
  on: ['stream'],
  *check(seen) {
    if (!seen.cumulative) return
    for (const all of groupBy(deltas(seen), ({ index }) => index).values()) {
      let before = ''
      for (const { at, delta } of all) {
        const text = string(delta.content)
        if (text === undefined) continue
        if (!text.startsWith(before))
          yield { at: `${at}/delta/content`, message: 'does not begin with the text of the delta before', got: text }
        before = text
      }
    }
  },
} satisfies Rule<'stream'>
