import type { Rule } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { chatReplies, isAnswer, messagesOf, wordsIn } from './_compare.ts'

/** A made-up name that nobody says by chance: capitals and at least two digits, six characters or more. */
const MARKER = /\b(?=[A-Z0-9-]*[A-Z])(?=(?:[A-Z0-9-]*\d){2})[A-Z0-9][A-Z0-9-]{4,}[A-Z0-9]\b/g

export default {
  says: 'A reply holds nothing of another request.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed; OpenAPI CreateChatCompletionRequest › messages (the whole conversation is in the request)',
  why: 'What one user wrote shows up in the answer to another.',
  mend: 'Keep everything that belongs to a request in the request: buffers, caches and slots are given back clean.',
  wrong: '"Say KITE-7402" → {"content": "WOLF-1183"}, which another request said',
  right: '"Say KITE-7402" → {"content": "KITE-7402"}',
  on: ['conversation'],
  *check(seen) {
    const replies = chatReplies(seen).map((reply) => ({ ...reply, said: messagesOf(reply.ask).map(wordsIn).join(' ') }))
    const markers = new Set(replies.flatMap(({ said }) => said.match(MARKER) ?? []))
    for (const { at, said, seen: reply } of replies) {
      if (!isAnswer(reply)) continue
      for (const { at: choice, message } of choices(reply.result)) {
        const content = string(message.content) ?? ''
        const foreign = [...markers].find((marker) => content.includes(marker) && !said.includes(marker))
        if (foreign)
          yield {
            at: `${at}${choice}/message/content`,
            message: `holds ${foreign}, which only another request of this case says`,
            got: content,
          }
      }
    }
  },
} satisfies Rule<'conversation'>
