import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { asked, FEW, string } from '../../../../rules/_helpers.ts'
import { formatOf, isGreedy, offersTools, promptOf } from '../_request.ts'
import { contentOf, type EntrySeen, entries, isSameToken, logprobOf } from './_entries.ts'

/** Two numbers of one softmax that were rounded separately differ by less. */
const NEAR = 1e-3
/** Closer candidates may change their order between two passes of the model. */
const CLEAR = 0.05

export default {
  says: "The chosen token's logprob equals its entry in top_logprobs; at temperature 0 it is the first entry.",
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed; OpenAPI ChatCompletionTokenLogprob',
  why: 'Programs compute wrong scores, because one of two numbers for the same token is of another step or another scale.',
  mend: 'Take the logprob of the chosen token and those of the candidates from the same distribution of the same step.',
  wrong: '{"token": "a", "logprob": -0.1, "top_logprobs": [{"token": "a", "logprob": -1.7, …}]}',
  right: '{"token": "a", "logprob": -0.1, "top_logprobs": [{"token": "a", "logprob": -0.1, …}]}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const ask = asked(seen)
    const isModelOnly = isDecidedByModel(ask)
    const prompt = promptOf(ask)
    const findings = entries(seen.result).flatMap((entry) => {
      const message =
        describeDifference(entry) ??
        (isModelOnly ? (describeMissing(entry) ?? describeUnlikely(entry, prompt)) : undefined)
      return message ? [{ at: `${entry.at}/logprob`, message, got: entry.entry.logprob }] : []
    })
    yield* findings.slice(0, FEW)
  },
} satisfies Rule<'json' | 'stream'>

function describeDifference({ entry, top }: EntrySeen): string | undefined {
  const chosen = logprobOf(entry)
  const logprobs = top.filter((candidate) => isSameToken(candidate, entry)).flatMap((same) => logprobOf(same) ?? [])
  if (chosen === undefined || !logprobs.length) return undefined
  const nearest = logprobs.reduce((best, value) => (Math.abs(value - chosen) < Math.abs(best - chosen) ? value : best))
  const isDifferent = Math.abs(nearest - chosen) > NEAR * Math.max(1, Math.abs(chosen))
  return isDifferent ? `is ${chosen}; expected ${nearest}, as for the same token in top_logprobs` : undefined
}

/** A list of the most likely tokens without a token that is more likely than its last is the list of another step. */
function describeMissing({ entry, top }: EntrySeen): string | undefined {
  const chosen = logprobOf(entry)
  const logprobs = top.map((candidate) => logprobOf(candidate))
  if (chosen === undefined || !logprobs.length || top.some(({ token }) => token === entry.token)) return undefined
  // Another spelling of the same token has the same number.
  if (logprobs.some((value) => value === undefined || Math.abs(value - chosen) < CLEAR)) return undefined
  const last = Math.min(...(logprobs as number[]))
  return chosen > last + CLEAR
    ? `is ${chosen}, but top_logprobs lists a less likely token (${last}) and not this token`
    : undefined
}

function describeUnlikely({ choice, entry, top }: EntrySeen, prompt: string): string | undefined {
  const [first, second] = top
  const word = string(first?.token)?.trim()
  // Many servers penalize repeated words by default, after the numbers were computed.
  if (!first || !word || isSameToken(first, entry) || `${prompt} ${contentOf(choice)}`.includes(word)) return undefined
  const best = logprobOf(first)
  const rivals = [second, entry].flatMap((rival) => (rival && logprobOf(rival)) ?? [])
  if (best === undefined || !rivals.length || rivals.some((value) => best - value < CLEAR)) return undefined
  return `belongs to ${JSON.stringify(entry.token)}, although ${JSON.stringify(first.token)} is clearly more likely and temperature is 0`
}

/** Only the model decides: no sampling, no grammar, no bias that the numbers may not include. */
function isDecidedByModel(ask: Wire): boolean {
  const isUnbiased = ['logit_bias', 'presence_penalty', 'frequency_penalty'].every((name) => !ask[name])
  return isGreedy(ask) && isUnbiased && formatOf(ask) === 'text' && !offersTools(ask)
}
