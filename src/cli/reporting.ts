/** What all commands that judge have in common: reporters and their files, progress, Ctrl-C, and the exit code. */
import type { ConsoleContext, Report, Rule, RunEvent } from '../model/index.ts'
import { exitCodeOf, type FailOn } from './exit-code.ts'
import { type GateFlags, openGate } from './gate.ts'
import { catchInterrupt, type Interrupt } from './interrupt.ts'
import { type Output, outputsOf } from './options.ts'
import { type Outputs, openOutputs } from './outputs.ts'
import { NO_PROGRESS, openProgress, type Progress } from './progress.ts'
import { showsColor, tell, terminalColumns, whenClosed } from './terminal.ts'

export interface ReportFlags extends GateFlags {
  readonly reporter?: readonly string[]
  readonly failOn: FailOn
  readonly verbose?: true
}

/** Relays the events of a run to the reporters; the report at its end. */
export type Relay = (events: AsyncIterable<RunEvent> | Iterable<RunEvent>) => Promise<Report>

/** What runs at the same time have in common: the user's Ctrl-C, and the line that tells how far they are. */
export interface Session {
  readonly progress: Progress
  readonly interrupt: Interrupt
  close(): void
}

/** Begins to listen for Ctrl-C and to tell how far the run is. */
export function openSession(): Session {
  const progress = process.stderr.isTTY && process.env.TERM !== 'dumb' ? openProgress(process.stderr) : NO_PROGRESS
  const interrupt = catchInterrupt(() => {
    progress.clear()
    tell('note', 'stopping; finished cases will be reported. Ctrl-C again ends at once')
  })
  return {
    progress,
    interrupt,
    close: () => {
      progress.stop()
      interrupt.release()
    },
  }
}

/** How a run is told. */
export interface Telling {
  readonly flags: ReportFlags
  readonly rules: ReadonlyMap<string, Rule>
  /** The target, where there are several. */
  readonly name?: string
  /** Takes what is for standard output, where it cannot go there at once. */
  readonly print?: (text: string) => void
  /** Files that are written besides those of the flags. */
  readonly more?: readonly Output[]
}

type Work = (relay: Relay, signal: AbortSignal) => Promise<Report>

/**
 * Opens the reports before anything is sent, and closes them whatever happens; the exit code that the report leads to.
 * @param work what there is to report; the signal tells that the user wants it to end
 * @param more files that are written besides those of the flags
 * @throws UsageError for an unknown reporter or a file that cannot be written
 */
export async function reporting(
  flags: ReportFlags,
  rules: ReadonlyMap<string, Rule>,
  work: Work,
  more: readonly Output[] = [],
): Promise<number> {
  const session = openSession()
  try {
    return (await telling({ flags, rules, more }, work, session)).code
  } finally {
    session.close()
  }
}

/** The same within a session, for one of several runs. */
export async function telling(
  { flags, rules, name, print, more = [] }: Telling,
  work: Work,
  { progress, interrupt }: Session,
): Promise<{ readonly code: number; readonly report: Report }> {
  const wanted = outputsOf(flags.reporter ?? [])
  const gate = openGate(flags)
  const outputs = await openOutputs([...wanted, ...more], (toStdout) => contextOf(rules, flags, toStdout), print)
  try {
    // Once nobody reads any more, there is nothing to go on for.
    whenClosed(() => outputs.toFiles || interrupt.stop())
    const report = await work(
      (events) =>
        relay(gate?.through(events) ?? events, outputs, name === undefined ? progress : partOf(progress, name)),
      interrupt.signal,
    )
    const code = gate?.update(report) ?? exitCodeOf(report, flags.failOn)
    return { code: outputs.exitCode(code), report }
  } finally {
    outputs.close()
  }
}

/** The progress of one target among others. */
function partOf(progress: Progress, name: string): Progress {
  return {
    ...progress,
    tell: (event) => {
      if (event.type === 'begin') progress.tell({ ...event, case: `${name}: ${event.case}` })
      else if (event.type === 'case')
        progress.tell({ ...event, verdict: { ...event.verdict, id: `${name}: ${event.verdict.id}` } })
      else progress.tell(event)
    },
    // The others go on.
    stop: () => undefined,
  }
}

/** Files and logs have no edge, but people read them. */
const LOG_COLUMNS = 100

/** What a reporter may know, by whether it writes to standard output. */
export function contextOf(rules: ReadonlyMap<string, Rule>, flags: ReportFlags, toStdout: boolean): ConsoleContext {
  return {
    rules,
    color: toStdout && showsColor(process.stdout),
    verbose: flags.verbose === true,
    progress: toStdout && process.stdout.isTTY === true && process.stderr.isTTY === true,
    exitCode: (report) => exitCodeOf(report, flags.updateBaseline ? 'never' : flags.failOn),
    columns: (toStdout ? terminalColumns() : undefined) ?? LOG_COLUMNS,
  }
}

/** Hands every event on; the report at the end. */
async function relay(events: Parameters<Relay>[0], outputs: Outputs, progress: Progress): Promise<Report> {
  for await (const event of events) {
    progress.tell(event)
    if (event.type === 'begin') continue
    if (event.type === 'end') progress.stop()
    progress.clear()
    outputs.tell(event)
    if (event.type === 'end') return event.report
    progress.draw()
  }
  throw new Error('the run ended without a report')
}
