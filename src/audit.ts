/** What became of the request parameters: read off the verdicts of the cases that decide about them. */
import type { Case, ParameterAudit, Verdict } from './model.ts'

/** One row for each parameter that a case of the plan decides about, in alphabetical order. */
export function auditParameters(cases: readonly Case[], verdicts: readonly Verdict[]): readonly ParameterAudit[] {
  const verdictOf = new Map(verdicts.map((verdict) => [verdict.id, verdict]))
  const names = [...new Set(cases.flatMap(({ audits }) => Object.keys(audits)))].sort()
  return names.map((name) => {
    const votes = cases.flatMap(({ id, audits }) => {
      const rules = audits[name]
      const verdict = verdictOf.get(id)
      return rules && verdict ? [{ id, vote: vote(verdict, rules) }] : []
    })
    // One place where it is ignored outweighs all where it is not; what was seen outweighs what was not.
    const verdict = ORDER.find((one) => votes.some((cast) => cast.vote === one)) ?? 'cannot tell'
    return { name, verdict, cases: votes.filter((cast) => cast.vote === verdict).map(({ id }) => id) }
  })
}

const ORDER = ['ignored', 'refused', 'honoured', 'cannot tell'] as const

function vote({ outcome, findings, turns }: Verdict, rules: readonly string[]): ParameterAudit['verdict'] {
  if (outcome === 'skip' || outcome === 'error') return 'cannot tell'
  if (turns.some(({ status = 0 }) => status >= 400 && status < 500)) return 'refused'
  if (findings.some(({ rule }) => rules.includes(rule))) return 'ignored'
  return rules.length && outcome !== 'inconclusive' ? 'honoured' : 'cannot tell'
}
