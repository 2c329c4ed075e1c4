import type { Rule } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { selectAnswers, selectReplies } from '../_replies.ts'
import { promptOf } from '../_request.ts'

/** Capitals, digits, and dashes between them. What makes a marker of it is tested afterwards: one pattern for all takes quadratic time. */
const NAME = /[A-Z0-9]+(?:-+[A-Z0-9]+)*/g

export default {
  says: 'A reply contains no content of another request.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed; OpenAPI CreateChatCompletionRequest › messages (the whole conversation is in the request)',
  why: 'Text that one user wrote appears in the answer to another user.',
  mend: 'Keep the state of each request separate, and clear buffers, caches and slots before they are reused.',
  wrong: '"Say KITE-7402" → {"content": "WOLF-1183"}, which is from another request',
  right: '"Say KITE-7402" → {"content": "KITE-7402"}',
  on: ['conversation'],
  *check(seen) {
    const markers = new Set(selectReplies(seen).flatMap(({ ask }) => [...markersIn(promptOf(ask))]))
    for (const { at, ask, seen: reply } of selectAnswers(seen)) {
      const own = markersIn(promptOf(ask))
      for (const { at: choice, message } of choices(reply.result)) {
        const content = string(message.content) ?? ''
        const foreign = [...markersIn(content)].find((marker) => markers.has(marker) && !own.has(marker))
        if (foreign)
          yield {
            at: `${at}${choice}/message/content`,
            message: `contains ${foreign}, which only another request of this case mentions`,
            got: content,
          }
      }
    }
  },
} satisfies Rule<'conversation'>

/** The made-up names that do not occur by chance: six characters or more, a capital and at least two digits among them. */
function markersIn(text: string): ReadonlySet<string> {
  const names = text.match(NAME) ?? []
  return new Set(names.filter((name) => name.length >= 6 && /[A-Z]/.test(name) && /\d[^\d]*\d/.test(name)))
}
