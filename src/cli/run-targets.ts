/** Several targets at the same time: a report for each, and at the end what they say beside one another. */

import { loadComparison } from '../ask/registry.ts'
import { UsageError } from '../foundation/usage-error.ts'
import type { Report } from '../model/index.ts'
import { compared } from '../report/compare.ts'
import { unwritten } from '../report/read-report.ts'
import type { Config } from './config.ts'
import { EXIT } from './exit-code.ts'
import { reportFailure } from './failure.ts'
import { openForms } from './forms.ts'
import { execute, type Job, prepare } from './job.ts'
import { openSession, type Session, telling } from './reporting.ts'
import { forTarget } from './targets.ts'
import { tell, write } from './terminal.ts'

/** What came of one target. */
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
        `--${single.replace(/[A-Z]/g, '-$&').toLowerCase()} is for one target; name it with --target`,
      )
    jobs.push(await prepare(url, { ...flags, reporter: forTarget(flags.reporter ?? [], name, false) }, name))
  }
  const tellAll = await openForms(comparison, loadComparison)
  const session = openSession()
  try {
    const results = await Promise.all(jobs.map((job) => runJob(job, session)))
    const reports = results.flatMap(({ report }) => report ?? [])
    if (reports.length > 1) tellAll(compared(reports.map((report) => unwritten(report, report.target.name ?? ''))))
    return worst(results.map(({ code }) => code))
  } finally {
    session.close()
  }
}

/** Flags that make one file, or one run, of something. */
const SINGLE = ['record', 'resume', 'dryRun'] as const

/** One target that cannot be tested does not keep the others from it. */
async function runJob(job: Job, session: Session): Promise<Result> {
  const { name = '' } = job.plan.target
  const told: string[] = []
  const work: Parameters<typeof telling>[1] = (relay, signal) => execute(job, undefined, relay, signal)
  try {
    const result = await telling({ ...job, name, print: (text) => told.push(text) }, work, session)
    session.progress.clear()
    write(told.join(''))
    return result
  } catch (error) {
    session.progress.clear()
    write(told.join(''))
    tell('note', `${name} is left out of the comparison:`)
    return { code: reportFailure(error) }
  }
}

const WORST = [EXIT.interrupted, EXIT.usage, EXIT.doesNotConform, EXIT.notTested, EXIT.conforms] as const

function worst(codes: readonly number[]): number {
  return WORST.find((code) => codes.includes(code)) ?? EXIT.notTested
}
