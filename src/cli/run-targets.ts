/** Several targets at the same time: a report for each, and a comparison at the end. */

import { loadComparison } from '../ask/registry.ts'
import { UsageError } from '../foundation/usage-error.ts'
import type { Report } from '../model/index.ts'
import { compareReports } from '../report/compare.ts'
import { asReportFile } from '../report/read-report.ts'
import { execute } from '../session/execute.ts'
import type { Session } from '../session/prepare.ts'
import type { Config } from './config.ts'
import { EXIT } from './exit-code.ts'
import { reportFailure } from './failure.ts'
import { openFormats } from './formats.ts'
import { type Display, openDisplay, reportRunIn, type Work } from './reporting.ts'
import { prepareFlags, type RunFlags } from './run-flags.ts'
import { nameOutputs } from './targets.ts'
import { printMessage, write } from './terminal.ts'

/** The result of one target. */
interface Result {
  readonly code: number
  readonly report?: Report
}

/**
 * Runs all targets of the configuration and compares them; the worst of their exit codes.
 * @throws UsageError before anything is sent to any of them
 */
export async function runTargets({ runs, comparison }: Config): Promise<number> {
  const sessions: Session<RunFlags>[] = []
  for (const { name, url, flags } of runs) {
    const single = SINGLE.find((flag) => flags[flag] !== undefined)
    if (single)
      throw new UsageError(
        `--${single.replace(/[A-Z]/g, '-$&').toLowerCase()} works with one target only; choose it with --target`,
      )
    sessions.push(await prepareFlags(url, { ...flags, reporter: nameOutputs(flags.reporter ?? [], name, false) }, name))
  }
  const writeAll = await openFormats(comparison, loadComparison)
  const display = openDisplay(true)
  try {
    const results = await Promise.all(sessions.map((session) => runSession(session, display)))
    const reports = results.flatMap(({ report }) => report ?? [])
    if (reports.length > 1)
      writeAll(compareReports(reports.map((report) => asReportFile(report, report.target.name ?? ''))))
    return worstOf(results.map(({ code }) => code))
  } finally {
    display.close()
  }
}

/** Flags that work with one target only. */
const SINGLE = ['record', 'resume', 'dryRun'] as const

/** A target that cannot be tested does not stop the others. */
async function runSession(session: Session<RunFlags>, display: Display): Promise<Result> {
  const { settings: flags, rules, plan } = session
  const { name = '' } = plan.target
  const texts: string[] = []
  const work: Work = (relay, signal, onWait) => relay(execute(session, { signal, onWait }))
  try {
    const result = await reportRunIn({ flags, rules, name, print: (text) => texts.push(text) }, work, display)
    display.progress.clear()
    write(texts.join(''))
    return result
  } catch (error) {
    display.progress.clear()
    write(texts.join(''))
    printMessage('note', `${name} is not part of the comparison:`)
    return { code: reportFailure(error) }
  }
}

const WORST = [EXIT.interrupted, EXIT.usage, EXIT.doesNotConform, EXIT.notTested, EXIT.conforms] as const

function worstOf(codes: readonly number[]): number {
  return WORST.find((code) => codes.includes(code)) ?? EXIT.notTested
}
