import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { object } from '../../../../rules/_helpers.ts'
import { isSameRequest, pair, selectCompleteAnswers, textOf } from '../_replies.ts'
import { isGreedy } from '../_request.ts'

export default {
  says: 'A token with the logit_bias 100 is the only token that is generated.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › logit_bias (100 should result in exclusive selection)',
  why: 'Classifiers allow only the tokens of their labels: if the server accepts and ignores the bias, they get prose.',
  mend: 'Add the bias to the logits before sampling, or reject the parameter with a 400.',
  wrong: 'the same answer of many words with and without {"logit_bias": {"1000": 100}}',
  right: '{"logit_bias": {"1000": 100}} → that token, repeated until the limit',
  on: ['conversation'],
  repeats: true,
  *check(seen) {
    for (const [a, b] of pair(selectCompleteAnswers(seen))) {
      const [free, biased] = allowsOneToken(a.ask) ? [b, a] : [a, b]
      if (!allowsOneToken(biased.ask) || !isGreedy(biased.ask) || biasesOf(free.ask).length) continue
      if (!isSameRequest(free.ask, biased.ask, 'logit_bias')) continue
      const text = textOf(biased) ?? ''
      if (text !== textOf(free) || new Set(text.split(/\s+/)).size < 4) continue
      yield {
        at: `${biased.at}/choices/0/message/content`,
        message: `is the same text as reply ${free.i}, although logit_bias allows only one token`,
        got: text,
      }
    }
  },
} satisfies Rule<'conversation'>

/** One token has the bias 100, and no other token has a bias. */
function allowsOneToken(ask: Wire): boolean {
  const values = biasesOf(ask)
  return values.length === 1 && values[0] === 100
}

/** The biases of a request; an empty object has none. */
function biasesOf({ logit_bias: bias }: Wire): readonly unknown[] {
  return Object.values(object(bias) ?? {})
}
