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
      const earlier = historyBefore(short.ask, long.ask)
      if (!earlier || earlier.map(wordsIn).join('').length < ENOUGH) continue
      const alone = promptTokens(short)
      const whole = promptTokens(long)
      if (alone === undefined || whole === undefined || whole > alone) continue
      yield {
        at: `${long.at}/usage/prompt_tokens`,
        message: `is ${whole} with ${earlier.length} earlier messages, and ${alone} without them (reply ${short.i}): they are not read`,
        got: whole,
      }
    }
  },
} satisfies Rule<'conversation'>

/** What stands before the same last messages in the longer request; a system message there could replace a built-in one. */
function historyBefore(short: Wire, long: Wire): readonly Wire[] | undefined {
  const rest = (ask: Wire) => canonical(without(ask, 'messages', 'stream', 'stream_options'))
  const few = messagesOf(short)
  const many = messagesOf(long)
  const extra = many.length - few.length
  if (!few.length || extra < 1 || rest(short) !== rest(long)) return undefined
  if (canonical(many.slice(extra)) !== canonical(few)) return undefined
  const earlier = many.slice(0, extra)
  return earlier.every(({ role }) => role === 'user' || role === 'assistant') ? earlier : undefined
}
