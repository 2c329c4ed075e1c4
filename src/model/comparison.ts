/** What several reports say beside one another. */
import type { TargetFacts } from './ask.ts'
import type { Level } from './json.ts'
import type { FormContext, ParameterVerdict, Report, Totals, Verdict } from './report.ts'

/** Reports of several targets, or of one target at several times, compared. Cells stand in the order of the targets. */
export interface Comparison {
  readonly format: 'chat-conformance/comparison'
  readonly version: 1
  readonly targets: readonly ComparedTarget[]
  /** Why the reports are not of the same suite; empty if they are. Only what is the same in all of them is compared. */
  readonly differences: readonly string[]
  /** What else is to be known to read it rightly. */
  readonly notes: readonly string[]
  /** How many cases of each capability came to each outcome. */
  readonly capabilities: readonly Row<Totals>[]
  readonly cases: readonly CaseRow[]
  readonly rules: readonly RuleRow[]
  readonly parameters: readonly Row<ParameterVerdict | undefined>[]
}

/** A report that is compared with others: all but what it found. */
export interface ComparedReport {
  readonly file: string
  /** SHA-256 of the file, in hexadecimal digits. */
  readonly sha256: string
  readonly tool: Report['tool']
  readonly target: TargetFacts
  readonly startedAt: string
  readonly durationMs: number
  readonly summary: Report['summary']
}

export interface ComparedTarget extends ComparedReport {
  /** What it is called in the comparison: unique. */
  readonly name: string
  /** Of the requests that every target answered with a success. Machines and networks differ: indicative only. */
  readonly timings: Readonly<Record<Timing, Distribution>>
}

/**
 * Milliseconds.
 *   firstChunk  until the first piece of a streamed reply
 *   betweenChunks  from one piece of it to the next
 *   total  until the end of any reply
 */
export type Timing = 'firstChunk' | 'betweenChunks' | 'total'

/** The five numbers of a box plot, and of how many values; no numbers where there are no values. */
export interface Distribution {
  readonly n: number
  readonly box?: readonly [least: number, quarter: number, median: number, threeQuarters: number, most: number]
}

/** One line of a table. */
export interface Row<T> {
  readonly name: string
  /** The targets do not all have the same. */
  readonly differs: boolean
  readonly cells: readonly T[]
}

export interface CaseRow extends Row<Verdict> {
  readonly title: string
  readonly suite: string
}

export interface RuleRow extends Row<RuleTally> {
  readonly level: Level
}

/** How often a rule does not hold for a target. */
export interface RuleTally {
  /** Cases in which it counts. */
  readonly cases: number
  /** Cases in which it was found and does not count. */
  readonly tolerated: number
}

/** A comparison as text. */
export type ComparisonFormat = (comparison: Comparison, context: FormContext) => string
