/** What became of the request parameters: read off the verdicts of the cases that decide about them. */
import { ownTurns } from '../../text/turns.ts'
import type { Case, ParameterAudit, ParameterVerdict, Verdict } from '../model/index.ts'
import type { Effects } from './capabilities.ts'

type Evidence = Pick<Verdict, 'outcome' | 'findings' | 'turns'>

/**
 * What the verdict on a case says of each request parameter that the case decides about.
 * @param effects what the replies show
 */
export function auditOf(
  { audits }: Pick<Case, 'audits'>,
  verdict: Evidence,
  effects: Pick<Effects, 'parameters'>,
): Readonly<Record<string, ParameterVerdict>> {
  return Object.fromEntries(
    Object.entries(audits).map(([name, { rules }]) => [name, vote(verdict, rules, effects.parameters.includes(name))]),
  )
}

function vote({ outcome, findings, turns }: Evidence, rules: readonly string[], isSeen: boolean): ParameterVerdict {
  if (outcome === 'skip' || outcome === 'error') return 'cannot tell'
  // What was seen is there, even if something else about it is wrong.
  if (isSeen) return 'honoured'
  if (ownTurns({ turns }).some(({ status = 0 }) => status >= 400 && status < 500)) return 'refused'
  return findings.some(({ rule }) => rules.includes(rule)) ? 'ignored' : 'cannot tell'
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
