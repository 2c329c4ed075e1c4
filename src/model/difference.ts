/** What changed from one report to the next. */

import type { ComparedReport } from './comparison.ts'
import type { Level } from './json.ts'
import type { FormContext, Outcome } from './report.ts'

/** Two reports of the same target, the older one first. */
export interface Difference {
  readonly format: 'chat-conformance/difference'
  readonly version: 1
  readonly before: ComparedReport
  readonly after: ComparedReport
  /** What a reader needs to know. */
  readonly notes: readonly string[]
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
