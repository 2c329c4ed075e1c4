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
  /** What is to be known to read it rightly. */
  readonly notes: readonly string[]
  /** Rules that do not hold any more in cases that are in both. */
  readonly broken: readonly Change[]
  /** Rules that hold again. */
  readonly fixed: readonly Change[]
  /** Cases that came to another outcome without a change of rules: refused, left open, skipped, or again not. */
  readonly otherwise: readonly OutcomeChange[]
  /** Ids of cases that only one of them has. */
  readonly added: readonly string[]
  readonly gone: readonly string[]
}

/** A rule in the cases where it changed. */
export interface Change {
  readonly rule: string
  readonly level: Level
  readonly cases: readonly string[]
}

/** Cases that changed their outcome in the same way. */
export interface OutcomeChange {
  readonly before: Outcome
  readonly after: Outcome
  /** Of the newer one. */
  readonly reason?: string
  readonly cases: readonly string[]
}

/** A difference as text. */
export type DifferenceFormat = (difference: Difference, context: FormContext) => string
