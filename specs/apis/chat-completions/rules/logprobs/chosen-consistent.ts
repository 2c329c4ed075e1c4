import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { asked, list, object, string } from '../../../../rules/_helpers.ts'
import { messagesOf, wordsIn } from '../conversation/_compare.ts'
import { contentOf, type EntrySeen, entries, isSameToken, logprobOf } from './_entries.ts'

/** Numbers of one softmax, rounded in two places. */
const NEAR = 1e-3
/** Closer candidates may change places between two passes of the model. */
const CLEAR = 0.05

export default {
  says: 'A chosen token has the same probability in its list of candidates, and at temperature 0 it stands in it and is the first.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed; OpenAPI ChatCompletionTokenLogprob',
  why: 'Two numbers for one token mean that one of them is of another step or another scale: nothing that is computed from them holds.',
  mend: 'Take the number of the chosen token and those of the candidates from the same distribution of the same step.',
  wrong: '{"token": "a", "logprob": -0.1, "top_logprobs": [{"token": "a", "logprob": -1.7, …}]}',
  right: '{"token": "a", "logprob": -0.1, "top_logprobs": [{"token": "a", "logprob": -0.1, …}]}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const ask = asked(seen)
    const greedy = picksTheLikeliest(ask)
    const said = messagesOf(ask).map(wordsIn).join(' ')
    let found = 0
    for (const entry of entries(seen.result)) {
      const message = differs(entry) ?? (greedy ? (leftOut(entry) ?? passedOver(entry, said)) : undefined)
      if (!message) continue
      yield { at: `${entry.at}/logprob`, message, got: entry.entry.logprob }
      if (++found === 3) return
    }
  },
} satisfies Rule<'json' | 'stream'>

function differs({ entry, top }: EntrySeen): string | undefined {
  const own = logprobOf(entry)
  const others = top.filter((candidate) => isSameToken(candidate, entry)).flatMap((same) => logprobOf(same) ?? [])
  if (own === undefined || !others.length) return undefined
  const nearest = others.reduce((best, value) => (Math.abs(value - own) < Math.abs(best - own) ? value : best))
  const far = Math.abs(nearest - own) > NEAR * Math.max(1, Math.abs(own))
  return far ? `is ${own}, and ${nearest} for the same token among the candidates` : undefined
}

/** A list of the likeliest tokens that lacks one likelier than its last is the list of another step. */
function leftOut({ entry, top }: EntrySeen): string | undefined {
  const own = logprobOf(entry)
  const others = top.map((candidate) => logprobOf(candidate))
  if (own === undefined || !others.length || top.some(({ token }) => token === entry.token)) return undefined
  // Another spelling of the same token has the same number.
  if (others.some((value) => value === undefined || Math.abs(value - own) < CLEAR)) return undefined
  const last = Math.min(...(others as number[]))
  return own > last + CLEAR ? `is ${own}, and a token of ${last} is among the candidates in its place` : undefined
}

function passedOver({ choice, entry, top }: EntrySeen, asked: string): string | undefined {
  const [first, second] = top
  const word = string(first?.token)?.trim()
  // Many servers hold repeated words back by default, after the numbers were taken.
  if (!first || !word || isSameToken(first, entry) || `${asked} ${contentOf(choice)}`.includes(word)) return undefined
  const best = logprobOf(first)
  const rivals = [second, entry].flatMap((rival) => (rival && logprobOf(rival)) ?? [])
  if (best === undefined || !rivals.length || rivals.some((value) => best - value < CLEAR)) return undefined
  return `belongs to ${JSON.stringify(entry.token)}, and ${JSON.stringify(first.token)} is clearly more likely at temperature 0`
}

/** Nothing but the model decides: no sampling, no grammar, no bias that the numbers may leave out. */
function picksTheLikeliest(ask: Wire): boolean {
  const free = ['logit_bias', 'presence_penalty', 'frequency_penalty'].every((name) => !ask[name])
  const format = object(ask.response_format)?.type ?? 'text'
  return ask.temperature === 0 && free && format === 'text' && !list(ask.tools).length && !list(ask.functions).length
}
