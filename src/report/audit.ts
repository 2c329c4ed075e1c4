/** What became of the request parameters: read off the verdicts of the cases that decide about them. */
import type { Case, ParameterAudit, ParameterVerdict, Verdict } from '../model/index.ts'
import { brokenRules, type Effects, type RuleGroups } from './capabilities.ts'

type Evidence = Pick<Verdict, 'outcome' | 'findings' | 'turns'>

/**
 * What the verdict on a case says of each request parameter that the case decides about.
 * @param effects what the replies show
 * @param groups the rules of each capability: where one of them that the case is about is broken, its parameters were not honoured
 */
export function auditOf(
  { audits, about }: Pick<Case, 'audits' | 'about'>,
  verdict: Evidence,
  effects: Pick<Effects, 'parameters'>,
  groups: RuleGroups,
): Readonly<Record<string, ParameterVerdict>> {
  const { outcome, findings, turns } = verdict
  const isBroken = about.some((name) => brokenRules(name, findings, groups, 'MUST').length)
  const vote = (name: string, rules: readonly string[]): ParameterVerdict => {
    if (outcome === 'skip' || outcome === 'error') return 'cannot tell'
    const isIgnored = findings.some(({ rule }) => rules.includes(rule))
    if (effects.parameters.includes(name) && !isIgnored && !isBroken) return 'honoured'
    if (turns.some(({ status = 0 }) => status >= 400 && status < 500)) return 'refused'
    return isIgnored ? 'ignored' : 'cannot tell'
  }
  return Object.fromEntries(Object.entries(audits).map(([name, { rules }]) => [name, vote(name, rules)]))
}

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

const ORDER = ['ignored', 'honoured', 'refused', 'cannot tell'] as const
