import type { Rule } from '../../../../../src/model/index.ts'
import { integer } from '../../../../rules/_helpers.ts'
import { usage } from '../_chat.ts'
import { type Answer, finishOf, isSameRequest, selectCompleteAnswers, textOf } from '../_replies.ts'
import { isGreedy, tokenLimit } from '../_request.ts'

/** A text that continues after so many characters did not end there by chance. */
const LONG = 40

export default {
  says: 'Without a token limit in the request, an answer ends by itself or at the end of the context.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source:
    'OpenAPI CreateChatCompletionRequest › max_completion_tokens (optional, an upper bound); observed: there is no other limit',
  why: 'Most programs send no limit: all their longer answers are cut after a few sentences.',
  mend: 'Use what is left of the context as the default limit.',
  wrong: 'no limit → 128 tokens with finish_reason length, max_completion_tokens 600 → 410 tokens',
  right: 'no limit → 410 tokens with finish_reason stop',
  on: ['conversation'],
  *check(seen) {
    const replies = selectCompleteAnswers(seen)
    for (const cut of replies) {
      if (tokenLimit(cut.ask) !== undefined) continue
      const longer = replies.find((other) => isLonger(cut, other))
      if (!longer) continue
      const message = `is ${JSON.stringify(finishOf(cut))} after ${count(cut)} tokens without a limit; expected the complete answer, which has ${count(longer)} tokens with a limit of ${tokenLimit(longer.ask)} (reply ${longer.i})`
      yield { at: `${cut.at}/choices/0/finish_reason`, message, got: finishOf(cut) }
    }
  },
} satisfies Rule<'conversation'>

function count({ seen }: Answer): number | undefined {
  return integer(usage(seen)?.completion_tokens)
}

function isLonger(cut: Answer, other: Answer): boolean {
  if (tokenLimit(other.ask) === undefined) return false
  if (!isSameRequest(cut.ask, other.ask, 'max_tokens', 'max_completion_tokens')) return false
  const [few, many] = [count(cut), count(other)]
  if (few === undefined || many === undefined || many <= few) return false
  if (finishOf(cut) === 'length') return true
  const [text, more] = [textOf(cut) ?? '', textOf(other) ?? '']
  return isGreedy(cut.ask) && text.length >= LONG && more.length > text.length + LONG && more.startsWith(text)
}
