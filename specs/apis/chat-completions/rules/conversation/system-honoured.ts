import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { isSameRequest, pair, promptTokens, selectAnswers } from '../_replies.ts'
import { messagesOf, wordsIn } from '../_request.ts'

/** Text that is longer by this many characters has more tokens. */
const MIN_DIFFERENCE = 60

export default {
  says: 'System and developer messages are part of the prompt.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionRequestSystemMessage, ChatCompletionRequestDeveloperMessage',
  why: 'Users notice instructions that the server silently drops only when the answers are wrong.',
  mend: 'Put the text of system and developer messages into the prompt, also if the chat template has no such role.',
  wrong: 'a short and a long system message before the same question → {"prompt_tokens": 12} twice',
  right: 'a short and a long system message before the same question → {"prompt_tokens": 18} and {"prompt_tokens": 60}',
  on: ['conversation'],
  *check(seen) {
    // Without a system message a template may add its own; equal counts then prove nothing.
    for (const [a, b] of pair(selectAnswers(seen).filter(({ ask }) => instructionText(ask)))) {
      const [short, long] = instructionText(a.ask).length < instructionText(b.ask).length ? [a, b] : [b, a]
      if (instructionText(long.ask).length < instructionText(short.ask).length + MIN_DIFFERENCE) continue
      if (!isSameRequest(removeInstructions(short.ask), removeInstructions(long.ask))) continue
      const shortCount = promptTokens(short)
      const longCount = promptTokens(long)
      if (shortCount === undefined || longCount === undefined || longCount > shortCount) continue
      yield {
        at: `${long.at}/usage/prompt_tokens`,
        message: `is ${longCount} with a long system message; expected more than ${shortCount}, the count with a short system message (reply ${short.i})`,
        got: longCount,
      }
    }
  },
} satisfies Rule<'conversation'>

function isInstruction({ role }: Wire): boolean {
  return role === 'system' || role === 'developer'
}

function instructionText(ask: Wire): string {
  return messagesOf(ask).filter(isInstruction).map(wordsIn).join(' ')
}

/** The request without the text of its instructions; their roles and positions stay. */
function removeInstructions(ask: Wire): Wire {
  const messages = messagesOf(ask).map((message) => (isInstruction(message) ? { role: message.role } : message))
  return { ...ask, messages }
}
