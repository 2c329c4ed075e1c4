import type { Level, Report } from '../model/index.ts'

/** The exit codes of the process. */
export const EXIT = { conforms: 0, doesNotConform: 1, usage: 2, notTested: 3, interrupted: 130 } as const

export type FailOn = 'must' | 'should' | 'never'

/** The levels whose findings make a run fail. */
export const FAILING: Readonly<Record<FailOn, readonly Level[]>> = {
  must: ['MUST'],
  should: ['MUST', 'SHOULD'],
  never: [],
}

/** The exit code that a report leads to. Findings make it 1 by `failOn`; what could not be tested always shows. */
export function exitCodeOf({ summary, gate }: Report, failOn: FailOn): number {
  if (summary.interrupted) return EXIT.interrupted
  if (failOn !== 'never') {
    if (gate ? !gate.passed : summary.cases.fail) return EXIT.doesNotConform
    if (!gate && summary.cases.warn && failOn === 'should') return EXIT.doesNotConform
  }
  // Failures that are known hide nothing that could not be tested.
  const isOpen = summary.outcome === 'not-tested' || (gate && summary.cases.error > 0)
  return isOpen ? EXIT.notTested : EXIT.conforms
}

/** The exit code of a run that lost a report: nobody shall take it for a whole one. */
export function withoutReport(code: number): number {
  return code === EXIT.conforms ? EXIT.notTested : code
}
