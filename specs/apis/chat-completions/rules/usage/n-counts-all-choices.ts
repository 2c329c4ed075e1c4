import type { Finding, Rule } from '../../../../../src/model/index.ts'
import { integer } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { isSameRequest } from '../_replies.ts'
import { tokenLimit } from '../_request.ts'
import { type CountedAnswer, selectCountedAnswers } from './_counts.ts'

export default {
  says: 'With n above 1, completion_tokens covers all choices and the prompt is counted once.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › n (tokens are charged across all choices)',
  why: 'The cost of several answers looks like the cost of one, or the prompt is billed n times.',
  mend: 'Add up the tokens of all choices, and count the prompt once.',
  wrong: 'n: 3, each answer 16 tokens → {"prompt_tokens":27,"completion_tokens":16,…}',
  right: 'n: 3, each answer 16 tokens → {"prompt_tokens":9,"completion_tokens":48,…}',
  on: ['conversation'],
  *check(seen) {
    const replies = selectCountedAnswers(seen)
    for (const many of replies) {
      const n = integer(many.ask.n)
      if (n === undefined || n < 2 || choices(many.seen.result).length !== n) continue
      const single = replies.find(
        ({ ask }) => (ask.n ?? 1) === 1 && isSameRequest(ask, many.ask, 'n', 'seed', 'temperature'),
      )
      if (!single) {
        yield* findOneCounted(many, n)
        continue
      }
      const at = `${many.at}/usage`
      if (single.prompt !== undefined && many.prompt !== undefined && many.prompt > single.prompt)
        yield {
          at: `${at}/prompt_tokens`,
          message: `is ${many.prompt} for ${n} choices; expected at most ${single.prompt}, the count for one choice`,
          got: many.prompt,
        }
      if (single.completion === undefined || many.completion === undefined || !isFull(single) || !isFull(many)) continue
      if (many.completion <= single.completion)
        yield {
          at: `${at}/completion_tokens`,
          message: `is ${many.completion} for ${n} choices; expected more than ${single.completion}, the count for one choice cut at the same limit`,
          got: many.completion,
        }
    }
  },
} satisfies Rule<'conversation'>

/** Every choice was cut at the limit, and the count is that limit; the token that ends a text may be counted too. */
function* findOneCounted(many: CountedAnswer, n: number): Iterable<Finding> {
  const limit = tokenLimit(many.ask)
  const { completion } = many
  if (limit === undefined || completion === undefined || many.ask.prediction || n * limit <= limit + 1) return
  if ((completion !== limit && completion !== limit + 1) || !isFull(many)) return
  yield {
    at: `${many.at}/usage/completion_tokens`,
    message: `is ${completion} for ${n} choices; expected ${n * limit}, because each of them was cut at the limit`,
    got: completion,
  }
}

/** Every choice was cut at the limit, so the lengths do not depend on the model. */
function isFull({ seen }: CountedAnswer): boolean {
  return choices(seen.result).every(({ choice }) => choice.finish_reason === 'length')
}
