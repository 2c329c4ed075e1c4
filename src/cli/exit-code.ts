import type { Report } from '../model/index.ts'
import type { FailOn } from '../session/gate.ts'

/** The exit codes of the process. */
export const EXIT = { conforms: 0, doesNotConform: 1, usage: 2, notTested: 3, interrupted: 130 } as const

/** The exit code for a report. `failOn` says which findings make it 1; cases that could not be tested always count. */
export function exitCodeOf({ summary, gate }: Report, failOn: FailOn): number {
  if (summary.interrupted) return EXIT.interrupted
  if (failOn !== 'never') {
    if (gate ? !gate.passed : summary.cases.fail) return EXIT.doesNotConform
    if (!gate && summary.cases.warn && failOn === 'should') return EXIT.doesNotConform
  }
  // Known failures do not hide that other cases could not be tested.
  const isOpen = summary.outcome === 'not-tested' || (gate && summary.cases.error > 0)
  return isOpen ? EXIT.notTested : EXIT.conforms
}

/** The exit code of a run that could not write a report: it is never 0. */
export function withoutReport(code: number): number {
  return code === EXIT.conforms ? EXIT.notTested : code
}
