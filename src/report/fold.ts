/** Which findings of a case have one cause: what explains what is data of the API. Pure. */
import { isCounted } from '../../text/findings.ts'
import { matches } from '../foundation/patterns.ts'
import type { Explanation, Noted, Rule } from '../model/index.ts'

/** What is needed to tell causes from consequences. */
export interface Causes {
  readonly rules: ReadonlyMap<string, Rule>
  readonly explanations: readonly Explanation[]
}

/**
 * The findings of a case, each consequence with the rule whose finding explains it. Of several explanations the first in
 * the list is taken, and its own cause in turn, so that what a finding names as its cause is explained by nothing.
 */
export function foldFindings(findings: readonly Noted[], causes: Causes): readonly Noted[] {
  const counted = findings.filter(isCounted)
  // Most cases have no finding or one.
  if (counted.length < 2) return findings
  const parents = new Map(counted.map((finding) => [finding, findCause(finding, counted, causes)]))
  return findings.map((finding) => {
    const root = findRoot(finding, parents)
    return root === finding ? finding : { ...finding, explainedBy: root.rule }
  })
}

function findCause(finding: Noted, others: readonly Noted[], { rules, explanations }: Causes): Noted | undefined {
  const compares = rules.get(finding.rule)?.on.includes('conversation') === true
  for (const explanation of explanationsOf(finding.rule, explanations)) {
    if (needsRun(explanation)) continue
    const isNear = (other: Noted): boolean =>
      other.turn === finding.turn || compares || (explanation.across !== undefined && other.turn < finding.turn)
    const cause = others.find(
      (other) =>
        other.rule !== finding.rule &&
        isNear(other) &&
        isCause(other, explanation) &&
        !outweighs(finding, other, explanations),
    )
    if (cause) return cause
  }
  return undefined
}

/** Whether only all replies of the run show that an explanation holds. */
function needsRun({ when, least, most, share }: Explanation): boolean {
  return [when, least, most, share].some((condition) => condition !== undefined)
}

/** Of two findings that explain each other, whether the first is named earlier as a cause: it is the cause then. */
export function outweighs(finding: Place, other: Place, explanations: readonly Explanation[]): boolean {
  return rankOf(finding, other, explanations) < rankOf(other, finding, explanations)
}

type Place = Pick<Noted, 'rule' | 'at' | 'got'>

/** Where one finding is named as the cause of another: the earlier, the weightier. */
function rankOf(cause: Place, { rule }: Place, explanations: readonly Explanation[]): number {
  const explanation = explanationsOf(rule, explanations).find((candidate) => isCause(cause, candidate))
  if (!explanation) return Number.POSITIVE_INFINITY
  const place = explanation.of.findIndex((pattern) => matches(pattern, cause.rule))
  return explanations.indexOf(explanation) + place / explanation.of.length
}

const known = new WeakMap<readonly Explanation[], Map<string, readonly Explanation[]>>()

/** The explanations of findings of a rule, the weightiest first. */
export function explanationsOf(rule: string, explanations: readonly Explanation[]): readonly Explanation[] {
  const byRule = known.get(explanations) ?? new Map<string, readonly Explanation[]>()
  known.set(explanations, byRule)
  const before = byRule.get(rule)
  if (before) return before
  const own = explanations.filter(({ explains }) => explains.some((pattern) => matches(pattern, rule)))
  byRule.set(rule, own)
  return own
}

/** Whether an explanation is about a finding. */
export function isCause({ rule, at, got }: Place, explanation: Explanation): boolean {
  const { of, at: field, present } = explanation
  if (present && got === undefined) return false
  return of.some((pattern) => matches(pattern, rule)) && (field === undefined || at.split('/').includes(field))
}

/**
 * What explains a cause in the end.
 * @param parents what explains what; where that forms a circle, the rule that comes first in the alphabet is the root
 */
export function findRoot<T extends { readonly rule: string }>(start: T, parents: ReadonlyMap<T, T | undefined>): T {
  const passed = [start]
  let root = start
  for (let cause = parents.get(root); cause; cause = parents.get(root)) {
    if (passed.includes(cause)) {
      const circle = passed.slice(passed.indexOf(cause))
      return circle.reduce((first, other) => (other.rule < first.rule ? other : first))
    }
    passed.push(cause)
    root = cause
  }
  return root
}
