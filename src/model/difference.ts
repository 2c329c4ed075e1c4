/** What changed from one report to the next. */

import type { ComparedReport } from './comparison.ts'
import type { Level } from './json.ts'
import type { Defect, Extent, FormContext, Outcome } from './report.ts'

/** Two reports of the same target, the older one first. */
export interface Difference {
  readonly format: 'chat-conformance/difference'
  readonly version: 1
  readonly before: ComparedReport
  readonly after: ComparedReport
  /** What a reader needs to know. */
  readonly notes: readonly string[]
  /** What has to be fixed, then and now. */
  readonly defects: DefectChanges
  /** Rules that are newly broken in cases that are in both. */
  readonly broken: readonly Change[]
  /** Rules that are no longer broken. */
  readonly fixed: readonly Change[]
  /** Cases with another outcome, but no change of rules: unsupported, inconclusive, skipped, or no longer so. */
  readonly otherwise: readonly OutcomeChange[]
  /** Ids of cases that only one of them has. */
  readonly added: readonly string[]
  readonly gone: readonly string[]
}

/** Defects that only the newer report has, only the older one, and both. */
export interface DefectChanges {
  readonly new: readonly DefectChange[]
  readonly fixed: readonly DefectChange[]
  readonly remaining: readonly DefectChange[]
}

/** A defect, with how far it reached and reaches; absent where it is not there. */
export interface DefectChange extends Pick<Defect, 'rule' | 'level'> {
  /** The rule, and a field where the rule is broken in several ways. */
  readonly name: string
  readonly before?: Extent
  readonly after?: Extent
  /** Rules whose findings it explains. */
  readonly explains: readonly string[]
  /** The clearest case, of the newer report if it has the defect. */
  readonly case: string
}

/** A rule, with the cases in which it changed. */
export interface Change {
  readonly rule: string
  readonly level: Level
  readonly cases: readonly string[]
}

/** Cases whose outcome changed in the same way. */
export interface OutcomeChange {
  readonly before: Outcome
  readonly after: Outcome
  /** From the newer report. */
  readonly reason?: string
  readonly cases: readonly string[]
}

/** Formats a difference. */
export type DifferenceFormat = (difference: Difference, context: FormContext) => string
