/** Decides the outcome of a case from what was noted. The only place where levels, tolerance and assumptions meet. */

import { matches } from '../foundation/patterns.ts'
import { pointerPattern } from '../foundation/pointers.ts'
import type { JsonType, Noted, Outcome, Profile, Tolerance, Verdict } from '../model/index.ts'

export interface Evidence {
  readonly findings: readonly Noted[]
  /** An optional ability that the target refused, in its own words. */
  readonly refused?: string
  /** What the model did not do. */
  readonly unmet?: string
  /** Why it could not be tested. */
  readonly trouble?: string
}

export interface Judgement {
  readonly outcome: Outcome
  readonly reason?: string
}

/**
 * A finding counts for nothing more once the profile tolerates it, but it stays visible.
 * @param id the case that the findings belong to
 */
export function tolerated(findings: readonly Noted[], profile: Profile, id: string): readonly Noted[] {
  return findings.map((finding) => {
    const found = profile.tolerate.find((tolerance) => covers(tolerance, finding, id))
    return found ? { ...finding, tolerated: found.reason } : finding
  })
}

/** The tolerances for what the dialect is known to do and none of the verdicts has. */
export function stale(verdicts: readonly Verdict[], profile: Profile): readonly Tolerance[] {
  return profile.tolerate.filter(
    (tolerance) =>
      tolerance.expected &&
      !verdicts.some(({ id, findings }) => findings.some((finding) => covers(tolerance, finding, id))),
  )
}

function covers({ rule, at, when, case: pattern }: Tolerance, finding: Noted, id: string): boolean {
  if (rule !== finding.rule) return false
  if (at !== undefined && !pointerPattern(at).test(finding.at)) return false
  if (pattern !== undefined && !matches(pattern, id)) return false
  return when === undefined || (when === 'absent' ? finding.got === undefined : isOfType(finding.got, when))
}

function isOfType(value: unknown, type: JsonType): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  return type === typeof value && value !== null && !Array.isArray(value)
}

/** The outcome; findings are expected to have been through `tolerated`. */
export function judge({ findings, refused, unmet, trouble }: Evidence): Judgement {
  const counted = findings.filter((finding) => finding.tolerated === undefined)
  if (counted.some(({ level }) => level === 'MUST')) return { outcome: 'fail' }
  if (trouble) return { outcome: 'error', reason: trouble }
  if (refused) return { outcome: 'unsupported', reason: refused }
  if (unmet) return { outcome: 'inconclusive', reason: unmet }
  return { outcome: counted.some(({ level }) => level === 'SHOULD') ? 'warn' : 'pass' }
}
