import type { Rule, Wire } from '../../../src/model.ts'
import { answered, canonical, messagesOf, pairs, promptTokens, without, wordsIn } from './_compare.ts'

/** Letters of history that cannot fail to cost tokens. */
const ENOUGH = 40

export default {
  says: 'Earlier messages of the request are part of the prompt.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › messages (the conversation so far)',
  why: 'A server that reads the last message only forgets the conversation, and no error says so.',
  mend: 'Render all messages into the prompt; refuse with a 400 what does not fit the context.',
  wrong:
    '[…, {"role": "user", "content": "Which word?"}] → {"prompt_tokens": 12}, the question alone → {"prompt_tokens": 12}',
  right:
    '[…, {"role": "user", "content": "Which word?"}] → {"prompt_tokens": 40}, the question alone → {"prompt_tokens": 12}',
  on: ['conversation'],
  *check(seen) {
    for (const [a, b] of pairs(answered(seen))) {
      const [short, long] = messagesOf(a.ask).length < messagesOf(b.ask).length ? [a, b] : [b, a]
      const alone = promptTokens(short)
      const whole = promptTokens(long)
      if (alone === undefined || whole === undefined || whole > alone || !isLonger(short.ask, long.ask)) continue
      yield {
        at: `${long.at}/usage/prompt_tokens`,
        message: `is ${whole} for a conversation that holds the one of reply ${short.i} and more, which cost ${alone}`,
        got: whole,
      }
    }
  },
} satisfies Rule<'conversation'>

/** One request is the other with clearly more said, before its messages or after them. */
function isLonger(short: Wire, long: Wire): boolean {
  const rest = (ask: Wire) => canonical(without(ask, 'messages', 'stream', 'stream_options'))
  const few = messagesOf(short)
  const many = messagesOf(long)
  const more = many.length - few.length
  if (!few.length || more < 1 || rest(short) !== rest(long)) return false
  const [before, after] = [many.slice(0, more), many.slice(few.length)]
  const follows = canonical(many.slice(more)) === canonical(few) && isEnough(before, ['user', 'assistant'])
  // A template may leave out what an assistant thought; what a user said it may not.
  return follows || (canonical(many.slice(0, few.length)) === canonical(few) && isEnough(after, ['user']))
}

/** Only turns of the dialogue (a system message could replace one that is built in), and enough said in some roles. */
function isEnough(messages: readonly Wire[], roles: readonly string[]): boolean {
  const counted = messages.filter(({ role }) => roles.some((one) => one === role))
  const plain = messages.every(({ role }) => role === 'user' || role === 'assistant')
  return plain && counted.map(wordsIn).join('').length >= ENOUGH
}
