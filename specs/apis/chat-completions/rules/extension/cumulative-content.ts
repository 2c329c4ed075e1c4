import type { Rule } from '../../../../../src/model/index.ts'
import { groupBy, string } from '../../../../rules/_helpers.ts'
import { deltas } from '../_chat.ts'

export default {
  says: 'In a dialect with cumulative deltas, every delta begins with the content of the previous delta.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'Documentation of the dialect, where its profile says `cumulative`',
  why: 'Clients written for the dialect show only the last delta and lose the text that it does not repeat.',
  mend: 'Repeat all the text so far in every delta, or send only the new text and document it.',
  wrong: '"The", "The city", "of"',
  right: '"The", "The city", "The city of"',
  on: ['stream'],
  *check(seen) {
    if (!seen.cumulative) return
    for (const choiceDeltas of groupBy(deltas(seen), ({ index }) => index).values()) {
      let previous = ''
      for (const { at, delta } of choiceDeltas) {
        const text = string(delta.content)
        if (text === undefined) continue
        if (!text.startsWith(previous))
          yield {
            at: `${at}/delta/content`,
            message: 'does not begin with the content of the previous delta',
            got: text,
          }
        previous = text
      }
    }
  },
} satisfies Rule<'stream'>
