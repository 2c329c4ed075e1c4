import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'
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
      const [short, long] = size(a.ask) < size(b.ask) ? [a, b] : [b, a]
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

function size(ask: Wire): number {
  return messagesOf(ask).map(wordsIn).join('').length
}

/** One request is the other with clearly more said, before its messages, after them or in them. */
function isLonger(short: Wire, long: Wire): boolean {
  const rest = (ask: Wire) => canonical(without(ask, 'messages', 'stream', 'stream_options'))
  const few = messagesOf(short)
  const many = messagesOf(long)
  const more = many.length - few.length
  if (!few.length || more < 0 || rest(short) !== rest(long)) return false
  if (more === 0) return isGrown(few, many)
  const [before, after] = [many.slice(0, more), many.slice(few.length)]
  const follows = canonical(many.slice(more)) === canonical(few) && isEnough(before, ['user', 'assistant'])
  // A template may leave out what an assistant thought; what a user said it may not.
  return follows || (canonical(many.slice(0, few.length)) === canonical(few) && isEnough(after, ['user']))
}

/** The same messages, but for texts before the last one that clearly go on for longer. Instructions have a rule of their own. */
function isGrown(few: readonly Wire[], many: readonly Wire[]): boolean {
  let added = 0
  for (const [i, message] of many.entries()) {
    const { content: before, ...same } = few[i] ?? {}
    const { content: after, ...rest } = message
    if (canonical(same) !== canonical(rest)) return false
    if (canonical(before) === canonical(after)) continue
    const [short, long] = [string(before), string(after)]
    const isTurn = message.role === 'user' || message.role === 'assistant' || message.role === 'tool'
    if (short === undefined || !long?.startsWith(short) || !isTurn || i === many.length - 1) return false
    added += long.length - short.length
  }
  return added >= ENOUGH
}

/** Only turns of the dialogue (a system message could replace one that is built in), and enough said in some roles. */
function isEnough(messages: readonly Wire[], roles: readonly string[]): boolean {
  const counted = messages.filter(({ role }) => roles.some((one) => one === role))
  const plain = messages.every(({ role }) => role === 'user' || role === 'assistant')
  return plain && counted.map(wordsIn).join('').length >= ENOUGH
}
