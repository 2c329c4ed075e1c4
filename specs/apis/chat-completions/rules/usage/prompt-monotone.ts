import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { list, object, string } from '../../../../rules/_helpers.ts'
import { isSameRequest } from '../_replies.ts'
import { selectCountedAnswers } from './_counts.ts'

/** Every tokenizer needs more tokens for this many additional characters. */
const CLEARLY_LONGER = 100

export default {
  says: 'A longer prompt has more prompt_tokens.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: prompt_tokens counts the prompt',
  why: 'A constant or a count of messages cannot be used for billing, and hides that a prompt was cut.',
  mend: 'Count the tokens of the prompt that the model received.',
  wrong: 'a word: prompt_tokens 10, fifty words: prompt_tokens 10',
  right: 'a word: prompt_tokens 10, fifty words: prompt_tokens 59',
  on: ['conversation'],
  *check(seen) {
    const replies = selectCountedAnswers(seen)
    for (const longer of replies) {
      const shorter = replies.find((other) => isExtended(other.ask, longer.ask))
      if (shorter?.prompt === undefined || longer.prompt === undefined || longer.prompt > shorter.prompt) continue
      // usage/positive reports counts that are not positive.
      if (longer.prompt <= 0) continue
      const at = `${longer.at}/usage/prompt_tokens`
      const message = `is ${longer.prompt}; expected more than ${shorter.prompt}, the count for the shorter prompt of reply ${shorter.i}`
      yield { at, message, got: longer.prompt }
    }
  },
} satisfies Rule<'conversation'>

/** The same request, except that texts are longer. */
function isExtended(short: Wire, long: Wire): boolean {
  const [before, after] = [texts(short), texts(long)]
  if (before.length !== after.length || !isSameRequest(short, long, 'messages')) return false
  if (!before.every((text, i) => after[i]?.startsWith(text))) return false
  return after.join('').length >= before.join('').length + CLEARLY_LONGER
}

/** The text of every message, after its other fields. */
function texts(body: Wire): string[] {
  return list(body.messages).map((value) => {
    const { content, ...rest } = object(value) ?? {}
    const parts = Array.isArray(content) ? content : [{ text: content ?? '' }]
    const words = parts.flatMap((part) => string(object(part)?.text) ?? [])
    const others = parts.filter((part) => string(object(part)?.text) === undefined)
    return `${JSON.stringify([rest, others])} ${words.join('\n')}`
  })
}
