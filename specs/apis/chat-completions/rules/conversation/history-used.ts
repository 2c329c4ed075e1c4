import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'
import { isSameRequest, pair, promptTokens, selectAnswers, serialize } from '../_replies.ts'
import { messagesOf, wordsIn } from '../_request.ts'

/** This many characters of history always cost tokens. */
const MIN_ADDED = 40

export default {
  says: 'Earlier messages of the request are part of the prompt.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › messages (the conversation so far)',
  why: 'The model forgets the conversation when a server reads only the last message, and no error reports it.',
  mend: 'Render all messages into the prompt, and reject with a 400 what does not fit into the context.',
  wrong:
    '[…, {"role": "user", "content": "Which word?"}] → {"prompt_tokens": 12}, the question alone → {"prompt_tokens": 12}',
  right:
    '[…, {"role": "user", "content": "Which word?"}] → {"prompt_tokens": 40}, the question alone → {"prompt_tokens": 12}',
  on: ['conversation'],
  *check(seen) {
    for (const [a, b] of pair(selectAnswers(seen))) {
      const [short, long] = countCharacters(a.ask) < countCharacters(b.ask) ? [a, b] : [b, a]
      const shortCount = promptTokens(short)
      const longCount = promptTokens(long)
      if (
        shortCount === undefined ||
        longCount === undefined ||
        longCount > shortCount ||
        !isLonger(short.ask, long.ask)
      )
        continue
      yield {
        at: `${long.at}/usage/prompt_tokens`,
        message: `is ${longCount}; expected more than ${shortCount}, because the request extends the conversation of reply ${short.i}`,
        got: longCount,
      }
    }
  },
} satisfies Rule<'conversation'>

function countCharacters(ask: Wire): number {
  return messagesOf(ask).map(wordsIn).join('').length
}

/** One request is the other with clearly more text, before its messages, after them or in them. */
function isLonger(short: Wire, long: Wire): boolean {
  const shortMessages = messagesOf(short)
  const longMessages = messagesOf(long)
  const extra = longMessages.length - shortMessages.length
  if (!shortMessages.length || extra < 0 || !isSameRequest(short, long, 'messages')) return false
  if (extra === 0) return isGrown(shortMessages, longMessages)
  const [before, after] = [longMessages.slice(0, extra), longMessages.slice(shortMessages.length)]
  const isSuffix =
    serialize(longMessages.slice(extra)) === serialize(shortMessages) && isEnough(before, ['user', 'assistant'])
  // A template may leave out the reasoning of an assistant, but not what a user wrote.
  return (
    isSuffix ||
    (serialize(longMessages.slice(0, shortMessages.length)) === serialize(shortMessages) && isEnough(after, ['user']))
  )
}

/** The same messages, except that some before the last have clearly more text at their end. conversation/system-honoured covers instructions. */
function isGrown(shortMessages: readonly Wire[], longMessages: readonly Wire[]): boolean {
  let added = 0
  for (const [i, message] of longMessages.entries()) {
    const { content: before, ...same } = shortMessages[i] ?? {}
    const { content: after, ...rest } = message
    if (serialize(same) !== serialize(rest)) return false
    if (serialize(before) === serialize(after)) continue
    const [short, long] = [string(before), string(after)]
    const isTurn = message.role === 'user' || message.role === 'assistant' || message.role === 'tool'
    if (short === undefined || !long?.startsWith(short) || !isTurn || i === longMessages.length - 1) return false
    added += long.length - short.length
  }
  return added >= MIN_ADDED
}

/** Only user and assistant messages (a system message could replace a built-in one), with enough text in the given roles. */
function isEnough(messages: readonly Wire[], roles: readonly string[]): boolean {
  const relevant = messages.filter(({ role }) => roles.some((name) => name === role))
  const isDialogue = messages.every(({ role }) => role === 'user' || role === 'assistant')
  return isDialogue && relevant.map(wordsIn).join('').length >= MIN_ADDED
}
