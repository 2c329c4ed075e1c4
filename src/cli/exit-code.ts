import type { Report } from '../model.ts'

/** The exit codes of the process. */
export const EXIT = { conforms: 0, doesNotConform: 1, usage: 2, notTested: 3, interrupted: 130 } as const

export type FailOn = 'must' | 'should' | 'never'

/** The exit code that a report leads to. Findings make it 1 by `failOn`; what could not be tested always shows. */
export function exitCodeOf({ summary }: Report, failOn: FailOn): number {
  if (summary.interrupted) return EXIT.interrupted
  if (summary.cases.fail && failOn !== 'never') return EXIT.doesNotConform
  if (summary.cases.warn && failOn === 'should') return EXIT.doesNotConform
  return summary.outcome === 'not-tested' ? EXIT.notTested : EXIT.conforms
}

/** The exit code of a run that lost a report: nobody shall take it for a whole one. */
export function withoutReport(code: number): number {
  return code === EXIT.conforms ? EXIT.notTested : code
}
