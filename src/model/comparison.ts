/** The comparison of several reports. */
import type { TargetFacts } from './ask.ts'
import type { Level } from './json.ts'
import type { CapabilityStatus, Defect, FormContext, ParameterVerdict, Report, Totals, Verdict } from './report.ts'

/**
 * Reports of several targets, or of one target at several times, compared. Targets are sorted by the MUST rules that they
 * keep; cells are in the order of the targets.
 */
export interface Comparison {
  readonly format: 'chat-conformance/comparison'
  readonly version: 1
  readonly targets: readonly ComparedTarget[]
  /** How the suites of the reports differ; empty if they do not. Only what is the same in all of them is compared. */
  readonly differences: readonly string[]
  /** What else a reader needs to know. */
  readonly notes: readonly string[]
  /** What has to be fixed of which target: MUST before SHOULD, then what most targets have. */
  readonly defects: readonly DefectRow[]
  /** How many cases of each capability have each outcome. */
  readonly capabilities: readonly CapabilityRow[]
  readonly cases: readonly CaseRow[]
  readonly rules: readonly RuleRow[]
  readonly parameters: readonly Row<ParameterVerdict | undefined>[]
}

/** A report that is compared with others, without its findings. */
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
  /** Its name in the comparison: unique. */
  readonly name: string
  /** Of the requests that succeeded on every target. Machines and networks differ: indicative only. */
  readonly timings: Readonly<Record<Timing, Distribution>>
}

/**
 * In milliseconds, but for the last.
 *   firstChunk  until the first piece of a streamed reply
 *   betweenChunks  from one piece of it to the next
 *   total  until the end of any reply
 *   tokensPerSecond  completion tokens that a reply reports, by the seconds until its end
 */
export type Timing = 'firstChunk' | 'betweenChunks' | 'total' | 'tokensPerSecond'

/** The five numbers of a box plot, and the number of values; without values there is no box. */
export interface Distribution {
  readonly n: number
  readonly box?: readonly [least: number, quarter: number, median: number, threeQuarters: number, most: number]
  /** 95 % of the values are no greater. */
  readonly p95?: number
}

/** One line of a table. */
export interface Row<T> {
  readonly name: string
  /** The cells are not all equal. */
  readonly differs: boolean
  readonly cells: readonly T[]
}

/** How many cases have each outcome, and whether the targets have the capability; undefined where a report does not say. */
export interface CapabilityRow extends Row<Totals> {
  readonly statuses: readonly (CapabilityStatus | undefined)[]
}

/** A defect that some of the targets have. */
export interface DefectRow extends Row<TargetDefect | undefined> {
  /** The rule, and a field where targets break the rule in several ways: `chunk/required-fields id`. */
  readonly name: string
  readonly rule: string
  readonly level: Level
}

/** A defect as one target has it, over all cases of its report. */
export type TargetDefect = Pick<Defect, 'id' | 'level' | 'extent' | 'cases' | 'known'>

export interface CaseRow extends Row<Verdict> {
  readonly title: string
  readonly suite: string
}

export interface RuleRow extends Row<RuleTally> {
  readonly level: Level
}

/** How often a target breaks a rule. */
export interface RuleTally {
  /** Cases with findings that count. */
  readonly cases: number
  /** Cases with findings that are tolerated. */
  readonly tolerated: number
}

/** Formats a comparison. */
export type ComparisonFormat = (comparison: Comparison, context: FormContext) => string
