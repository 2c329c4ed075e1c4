/** What became of the request parameters: read off the verdicts of the cases that decide about them. */
import type { Case, ParameterAudit, ParameterVerdict, Verdict } from '../model/index.ts'

/** What the verdict on a case says of each request parameter that the case decides about. */
export function auditOf({ audits }: Case, verdict: Evidence): Readonly<Record<string, ParameterVerdict>> {
  return Object.fromEntries(Object.entries(audits).map(([name, rules]) => [name, vote(verdict, rules)]))
}

type Evidence = Pick<Verdict, 'outcome' | 'findings' | 'turns'>

/** One row for each parameter that a case decides about, in alphabetical order. */
export function auditParameters(verdicts: readonly Verdict[]): readonly ParameterAudit[] {
  const names = [...new Set(verdicts.flatMap(({ parameters = {} }) => Object.keys(parameters)))].sort()
  return names.map((name) => {
    const votes = verdicts.flatMap(({ id, parameters }) => {
      const cast = parameters?.[name]
      return cast ? [{ id, vote: cast }] : []
    })
    // One place where it is ignored outweighs all where it is not; what was seen outweighs what was not.
    const verdict = ORDER.find((candidate) => votes.some((cast) => cast.vote === candidate)) ?? 'cannot tell'
    return { name, verdict, cases: votes.filter((cast) => cast.vote === verdict).map(({ id }) => id) }
  })
}

const ORDER = ['ignored', 'refused', 'honoured', 'cannot tell'] as const

function vote({ outcome, findings, turns }: Evidence, rules: readonly string[]): ParameterVerdict {
  if (outcome === 'skip' || outcome === 'error') return 'cannot tell'
  if (turns.some(({ status = 0 }) => status >= 400 && status < 500)) return 'refused'
  if (findings.some(({ rule }) => rules.includes(rule))) return 'ignored'
  return rules.length && outcome !== 'inconclusive' ? 'honoured' : 'cannot tell'
}
