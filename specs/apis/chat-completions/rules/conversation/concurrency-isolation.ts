import type { Rule } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { selectAnswers, selectReplies } from '../_replies.ts'
import { promptOf } from '../_request.ts'

/** A made-up name that does not occur by chance: capitals and at least two digits, six characters or more. */
const MARKER = /\b(?=[A-Z0-9-]*[A-Z])(?=(?:[A-Z0-9-]*\d){2})[A-Z0-9][A-Z0-9-]{4,}[A-Z0-9]\b/g

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
    const markers = new Set(selectReplies(seen).flatMap(({ ask }) => promptOf(ask).match(MARKER) ?? []))
    for (const { at, ask, seen: reply } of selectAnswers(seen)) {
      const prompt = promptOf(ask)
      for (const { at: choice, message } of choices(reply.result)) {
        const content = string(message.content) ?? ''
        const foreign = [...markers].find((marker) => content.includes(marker) && !prompt.includes(marker))
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
