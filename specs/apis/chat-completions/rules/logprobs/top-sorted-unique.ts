import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { FEW, string } from '../../../../rules/_helpers.ts'
import { type EntrySeen, entries, isSameToken, logprobOf } from './_entries.ts'

/** Two numbers closer than this may be equal in float32. */
const NEAR = 1e-4

export default {
  says: 'The candidates of an entry are sorted by falling probability, are all different, and their probabilities add up to at most 1.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionTokenLogprob › top_logprobs (the most likely tokens)',
  why: 'Classifiers take the first candidate as the most likely and each probability as a share of 1, and return wrong scores.',
  mend: 'Sort the candidates by falling logprob, list each token once, and take all numbers from one softmax.',
  wrong: '{"top_logprobs": [{"token": "b", "logprob": -2.1, …}, {"token": "a", "logprob": -0.1, …}]}',
  right: '{"top_logprobs": [{"token": "a", "logprob": -0.1, …}, {"token": "b", "logprob": -2.1, …}]}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const mistakes = entries(seen.result).flatMap((entry) => {
      const { at, message } = findMistake(entry) ?? {}
      return message ? [{ at: `${entry.at}/top_logprobs${at}`, message, got: entry.entry.top_logprobs }] : []
    })
    yield* mistakes.slice(0, FEW)
  },
} satisfies Rule<'json' | 'stream'>

/** Requests may ask for twenty candidates; the first of a far longer list are enough. */
const MAX_CANDIDATES = 40

function findMistake(entry: EntrySeen): { at: string; message: string } | undefined {
  const top = entry.top.slice(0, MAX_CANDIDATES)
  const values = top.map(logprobOf)
  if (values.some((value) => value !== undefined && value > NEAR)) return undefined
  const rise = values.findIndex((value, i) => (value ?? -9999) > (values[i - 1] ?? (i ? -9999 : 0)) + NEAR)
  if (rise > 0)
    return { at: `/${rise}`, message: 'is more likely than the candidate before it; expected falling order' }
  const duplicate = top.findIndex((candidate, i) => top.slice(0, i).some((before) => isRepeated(before, candidate)))
  if (duplicate > 0) return { at: `/${duplicate}`, message: 'repeats an earlier candidate' }
  const sum = values.reduce<number>((total, value) => total + Math.exp(value ?? -9999), 0)
  return sum > 1.001
    ? { at: '', message: `adds up to a probability of ${sum.toFixed(3)}; expected at most 1` }
    : undefined
}

/** Different tokens may decode to the same text; with the same probability they are the same token. */
function isRepeated(a: Wire, b: Wire): boolean {
  const [first, second] = [logprobOf(a), logprobOf(b)]
  const isEqual = first !== undefined && second !== undefined && Math.abs(first - second) < 1e-9
  return isEqual && isSameToken(a, b) && string(a.token)?.includes('\ufffd') === false
}
