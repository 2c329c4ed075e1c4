import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { answered, canonical, messagesOf, pairs, promptTokens, without, wordsIn } from './_compare.ts'

/** So much longer that it cannot be the same number of tokens. */
const LONGER = 60

export default {
  says: 'System and developer messages are part of the prompt.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionRequestSystemMessage, ChatCompletionRequestDeveloperMessage',
  why: 'Instructions that a server drops without a word are missed only when the answers go wrong.',
  mend: 'Put the text of system and developer messages into the prompt, where the chat template knows no such role as well.',
  wrong: 'a short and a long system message before the same question → {"prompt_tokens": 12} twice',
  right: 'a short and a long system message before the same question → {"prompt_tokens": 18} and {"prompt_tokens": 60}',
  on: ['conversation'],
  *check(seen) {
    // Without any system message a template may put in one of its own: then nothing follows from equal counts.
    for (const [a, b] of pairs(answered(seen).filter(({ ask }) => instructions(ask)))) {
      const [short, long] = instructions(a.ask).length < instructions(b.ask).length ? [a, b] : [b, a]
      if (instructions(long.ask).length < instructions(short.ask).length + LONGER) continue
      if (canonical(unsaid(short.ask)) !== canonical(unsaid(long.ask))) continue
      const few = promptTokens(short)
      const many = promptTokens(long)
      if (few === undefined || many === undefined || many > few) continue
      yield {
        at: `${long.at}/usage/prompt_tokens`,
        message: `is ${many} with a long system message, and ${few} with a short one (reply ${short.i}): it is not read`,
        got: many,
      }
    }
  },
} satisfies Rule<'conversation'>

function isInstruction({ role }: Wire): boolean {
  return role === 'system' || role === 'developer'
}

function instructions(ask: Wire): string {
  return messagesOf(ask).filter(isInstruction).map(wordsIn).join(' ')
}

/** The request with the words of its instructions taken out, their roles and places kept. */
function unsaid(ask: Wire): Wire {
  const messages = messagesOf(ask).map((message) => (isInstruction(message) ? { role: message.role } : message))
  return { ...without(ask, 'stream', 'stream_options'), messages }
}
