/** Decides the outcome of a case from what was noted. The only place where levels, tolerance and assumptions meet. */
import type { Noted, Outcome, Profile, Tolerance } from './model.ts'

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

/** A finding counts for nothing more once the profile tolerates it, but it stays visible. */
export function tolerated(findings: readonly Noted[], profile: Profile): readonly Noted[] {
  return findings.map((finding) => {
    const found = profile.tolerate.find((tolerance) => covers(tolerance, finding))
    return found ? { ...finding, tolerated: found.reason } : finding
  })
}

function covers({ rule, at, when }: Tolerance, finding: Noted): boolean {
  if (rule !== finding.rule) return false
  if (at !== undefined && !pointerPattern(at).test(finding.at)) return false
  if (when === 'absent') return finding.got === undefined
  return when !== 'null' || finding.got === null
}

function pointerPattern(pattern: string): RegExp {
  const steps = pattern.split('/').map((step) => (step === '*' ? '[^/]*' : step.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
  return new RegExp(`^${steps.join('/')}$`)
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
