/** Which findings a profile tolerates, and which of its tolerances no longer occur. */

import { matches } from '../foundation/patterns.ts'
import { pointerPattern } from '../foundation/pointers.ts'
import type { JsonType, Noted, Profile, Tolerance, Verdict } from '../model/index.ts'

/**
 * The findings, with the profile's reason at those that it tolerates: they stay visible, but do not count.
 * @param id the case that the findings belong to
 */
export function markTolerated(findings: readonly Noted[], profile: Profile, id: string): readonly Noted[] {
  return findings.map((finding) => {
    const tolerance = profile.tolerate.find((tolerance) => covers(tolerance, finding, id))
    return tolerance ? { ...finding, tolerated: tolerance.reason } : finding
  })
}

/** The tolerances for what the dialect is known to do and none of the verdicts has. */
export function findStale(verdicts: readonly Verdict[], profile: Profile): readonly Tolerance[] {
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
