/** Findings grouped by rule, and which of them count against the target. */
import type { Defect, Level, Noted, Report, Verdict } from '../src/model/index.ts'
import { groupsOf } from './groups.ts'

/** One place where a rule does not hold, with the case that showed it. */
export interface Place {
  readonly verdict: Verdict
  readonly finding: Noted
}

/** A rule that does not hold somewhere. */
export interface Broken {
  readonly rule: string
  readonly level: Level
  /** In the order of the report; never empty. */
  readonly places: readonly Place[]
  readonly cases: number
}

const ORDER: Readonly<Record<Level, number>> = { MUST: 0, SHOULD: 1, MAY: 2 }

/** The findings that fit, grouped by rule and level: MUST before SHOULD before MAY, then what most cases show. */
export function groupByRule(report: Report, fits: (finding: Noted) => boolean): readonly Broken[] {
  const places = report.cases.flatMap((verdict) =>
    verdict.findings.filter(fits).map((finding): Place => ({ verdict, finding })),
  )
  return groupsOf(places, ({ finding: { level, rule } }) => `${level} ${rule}`)
    .map(toBroken)
    .sort((a, b) => ORDER[a.level] - ORDER[b.level] || b.cases - a.cases)
}

function toBroken([key, places]: readonly [string, readonly Place[]]): Broken {
  const [level, rule] = key.split(' ') as [Level, string]
  return { rule, level, places, cases: new Set(places.map(({ verdict }) => verdict.id)).size }
}

/** A finding that counts against the target: at MUST or SHOULD, and not tolerated. */
export function isCounted(finding: Noted): boolean {
  return finding.level !== 'MAY' && finding.tolerated === undefined
}

/** A finding that counts and that no baseline accepts. */
export function isFresh(finding: Noted): boolean {
  return isCounted(finding) && finding.known === undefined
}

/** Why a failed case is accepted for now: the reasons of the baseline that knows all of its failures. */
export function findAcceptedReason({ outcome, findings }: Verdict): string | undefined {
  if (outcome !== 'fail') return undefined
  const failures = findings.filter((finding) => isCounted(finding) && finding.level === 'MUST')
  if (!failures.length || failures.some(isFresh)) return undefined
  return [...new Set(failures.map(({ known }) => known))].join('; ')
}

/** The findings that count, what decides first: MUST before SHOULD, new before known, causes before what they explain. */
export function listDecisive({ findings }: Verdict): readonly Noted[] {
  const weight = (finding: Noted): number =>
    ORDER[finding.level] * 4 + (isFresh(finding) ? 0 : 2) + (finding.explainedBy === undefined ? 0 : 1)
  return findings.filter(isCounted).sort((a, b) => weight(a) - weight(b))
}

/**
 * The findings by kind: of one kind are those that count alike and differ in nothing but numbers, for one defect runs
 * through a stream.
 */
export function groupByKind(findings: readonly Noted[]): readonly (readonly Noted[])[] {
  const keyOf = ({ rule, level, tolerated = '', known = '', ...finding }: Noted): string =>
    [rule, level, tolerated, known, toKindKey(finding)].join('\n')
  return groupsOf(findings, keyOf).map(([, kind]) => kind)
}

/** The same for places that differ in nothing but numbers. */
export function toKindKey({ at, message }: Pick<Noted, 'at' | 'message'>): string {
  return `${at} ${message}`.replace(/\d+/g, '#')
}

/** The field that a finding is about: the last step of its place that is no position. */
export function fieldOf(at: string): string {
  return at.split('/').findLast((step) => step !== '' && !/^\d+$/.test(step)) ?? ''
}

/** The findings of a defect, without those that it explains. */
export function placesOf({ id, rule }: Pick<Defect, 'id' | 'rule'>, cases: readonly Verdict[]): readonly Place[] {
  return cases.flatMap((verdict) =>
    verdict.findings
      .filter((finding) => finding.defect === id && finding.rule === rule && finding.explainedBy === undefined)
      .map((finding) => ({ verdict, finding })),
  )
}
