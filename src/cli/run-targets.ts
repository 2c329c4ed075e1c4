/** Several targets at the same time: a report for each, and a comparison at the end. */

import { loadComparison } from '../ask/registry.ts'
import { UsageError } from '../foundation/usage-error.ts'
import type { Report } from '../model/index.ts'
import { compareReports } from '../report/compare.ts'
import { asReportFile } from '../report/read-report.ts'
import type { Config } from './config.ts'
import { EXIT } from './exit-code.ts'
import { reportFailure } from './failure.ts'
import { openFormats } from './formats.ts'
import { execute, type Job, prepare } from './job.ts'
import { openSession, reportRunIn, type Session } from './reporting.ts'
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
  const jobs: Job[] = []
  for (const { name, url, flags } of runs) {
    const single = SINGLE.find((flag) => flags[flag] !== undefined)
    if (single)
      throw new UsageError(
        `--${single.replace(/[A-Z]/g, '-$&').toLowerCase()} works with one target only; choose it with --target`,
      )
    jobs.push(await prepare(url, { ...flags, reporter: nameOutputs(flags.reporter ?? [], name, false) }, name))
  }
  const writeAll = await openFormats(comparison, loadComparison)
  const session = openSession()
  try {
    const results = await Promise.all(jobs.map((job) => runJob(job, session)))
    const reports = results.flatMap(({ report }) => report ?? [])
    if (reports.length > 1)
      writeAll(compareReports(reports.map((report) => asReportFile(report, report.target.name ?? ''))))
    return worstOf(results.map(({ code }) => code))
  } finally {
    session.close()
  }
}

/** Flags that work with one target only. */
const SINGLE = ['record', 'resume', 'dryRun'] as const

/** A target that cannot be tested does not stop the others. */
async function runJob(job: Job, session: Session): Promise<Result> {
  const { name = '' } = job.plan.target
  const texts: string[] = []
  const work: Parameters<typeof reportRunIn>[1] = (relay, signal) => execute(job, undefined, relay, signal)
  try {
    const result = await reportRunIn({ ...job, name, print: (text) => texts.push(text) }, work, session)
    session.progress.clear()
    write(texts.join(''))
    return result
  } catch (error) {
    session.progress.clear()
    write(texts.join(''))
    printMessage('note', `${name} is not part of the comparison:`)
    return { code: reportFailure(error) }
  }
}

const WORST = [EXIT.interrupted, EXIT.usage, EXIT.doesNotConform, EXIT.notTested, EXIT.conforms] as const

function worstOf(codes: readonly number[]): number {
  return WORST.find((code) => codes.includes(code)) ?? EXIT.notTested
}
