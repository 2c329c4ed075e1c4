import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'
import { type EntrySeen, entries, isSameToken, logprobOf } from './_entries.ts'

/** Two numbers that a float32 cannot tell apart with certainty. */
const NEAR = 1e-4

export default {
  says: 'The candidates of an entry fall in probability, are all different, and add up to one at most.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionTokenLogprob › top_logprobs (the most likely tokens)',
  why: 'Classifiers read the first candidate as the likeliest and the sum as a share of one.',
  mend: 'Sort the candidates by falling logprob, list each token once, and take all numbers from one softmax.',
  wrong: '{"top_logprobs": [{"token": "b", "logprob": -2.1, …}, {"token": "a", "logprob": -0.1, …}]}',
  right: '{"top_logprobs": [{"token": "a", "logprob": -0.1, …}, {"token": "b", "logprob": -2.1, …}]}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    let found = 0
    for (const entry of entries(seen.result)) {
      const wrong = mistake(entry)
      if (!wrong) continue
      yield { at: `${entry.at}/top_logprobs${wrong.at}`, message: wrong.message, got: entry.entry.top_logprobs }
      if (++found === 3) return
    }
  },
} satisfies Rule<'json' | 'stream'>

/** Twenty can be asked for; of a list that is far longer the first are enough. */
const MOST = 40

function mistake(entry: EntrySeen): { at: string; message: string } | undefined {
  const top = entry.top.slice(0, MOST)
  const values = top.map(logprobOf)
  if (values.some((value) => value !== undefined && value > NEAR)) return undefined
  const rise = values.findIndex((value, i) => (value ?? -9999) > (values[i - 1] ?? (i ? -9999 : 0)) + NEAR)
  if (rise > 0) return { at: `/${rise}`, message: 'is more likely than the candidate before it' }
  const twice = top.findIndex((candidate, i) => top.slice(0, i).some((before) => isRepeated(before, candidate)))
  if (twice > 0) return { at: `/${twice}`, message: 'is listed before already' }
  const sum = values.reduce<number>((all, value) => all + Math.exp(value ?? -9999), 0)
  return sum > 1.001 ? { at: '', message: `adds up to a probability of ${sum.toFixed(3)}` } : undefined
}

/** Two tokens may look alike once they are text; with the same probability they are one. */
function isRepeated(a: Wire, b: Wire): boolean {
  const [one, other] = [logprobOf(a), logprobOf(b)]
  const equal = one !== undefined && other !== undefined && Math.abs(one - other) < 1e-9
  return equal && isSameToken(a, b) && string(a.token)?.includes('\ufffd') === false
}
