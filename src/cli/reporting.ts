/** Common to all commands that report a run: reporters and their files, progress, Ctrl-C, and the exit code. */
import type { ConsoleContext, Report, Rule, RunEvent } from '../model/index.ts'
import { type FailOn, type GateSettings, type OpenGate, openGate } from '../session/gate.ts'
import type { OnWait } from '../wire/send.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import { getHost } from './host.ts'
import { catchInterrupt, type Interrupt } from './interrupt.ts'
import { type Output, outputsOf } from './options.ts'
import { type Outputs, openOutputs } from './outputs.ts'
import { NO_PROGRESS, openLog, openProgress, type Progress } from './progress.ts'
import { onStdoutClosed, printMessage, showsColor, terminalColumns } from './terminal.ts'

export interface ReportFlags extends GateSettings {
  readonly reporter?: readonly string[]
  readonly failOn: FailOn
  readonly verbose?: true
}

/** Passes the events of a run to the reporters; returns the report at its end. */
export type Relay = (events: AsyncIterable<RunEvent> | Iterable<RunEvent>) => Promise<Report>

/** Shared by runs at the same time: Ctrl-C, and the progress line. */
export interface Display {
  readonly progress: Progress
  readonly interrupt: Interrupt
  close(): void
}

/**
 * Starts to listen for Ctrl-C and to show progress.
 * @param live a run takes place now; what happened before has no progress
 */
export function openDisplay(live: boolean): Display {
  const { stderr, env } = getHost()
  const progress = !live ? NO_PROGRESS : stderr.isTTY && env.TERM !== 'dumb' ? openProgress() : openLog()
  const interrupt = catchInterrupt(() => {
    progress.clear()
    printMessage('note', 'stopping; finished cases will be reported. Press Ctrl-C again to exit immediately')
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

/** How a run is reported. */
export interface Reporting {
  readonly flags: ReportFlags
  readonly rules: ReadonlyMap<string, Rule>
  /** Name of the target, if there are several. */
  readonly name?: string
  /** Takes the text for standard output, if it cannot be written at once. */
  readonly print?: (text: string) => void
  /** Files to write in addition to those of the flags. */
  readonly more?: readonly Output[]
  /** The run takes place now: its progress is shown, and defects as they appear. */
  readonly live?: boolean
}

/** A run that passes its events to a relay; the signal stops it. */
export type Work = (relay: Relay, signal: AbortSignal, onWait: OnWait) => Promise<Report>

/**
 * Runs with reports: opens them before anything is sent, and always closes them; the exit code for the report.
 * @param work the run; the signal aborts it
 * @throws UsageError for an unknown reporter or a file that cannot be written
 */
export async function reportRun(
  flags: ReportFlags,
  rules: ReadonlyMap<string, Rule>,
  work: Work,
  { more = [], live = false }: Pick<Reporting, 'more' | 'live'> = {},
): Promise<number> {
  const display = openDisplay(live)
  try {
    return (await reportRunIn({ flags, rules, more, live }, work, display)).code
  } finally {
    display.close()
  }
}

/** The same with a display that several runs share. */
export async function reportRunIn(
  { flags, rules, name, print, more = [], live = false }: Reporting,
  work: Work,
  { progress, interrupt }: Display,
): Promise<{ readonly code: number; readonly report: Report }> {
  const outputList = outputsOf(flags.reporter ?? [])
  const gate = openGate(flags)
  const outputs = await openOutputs(
    [...outputList, ...more],
    (toStdout) => contextOf(rules, flags, toStdout, live),
    print,
  )
  try {
    // Without a reader or a file there is no reason to continue.
    onStdoutClosed(() => outputs.toFiles || interrupt.stop())
    const report = await work(
      (events) =>
        relay(gate?.through(events) ?? events, outputs, name === undefined ? progress : prefixProgress(progress, name)),
      interrupt.signal,
      progress.wait,
    )
    const code = gate?.updates ? updateBaseline(gate, report) : exitCodeOf(report, flags.failOn)
    return { code: outputs.exitCode(code), report }
  } finally {
    outputs.close()
  }
}

/** Writes the baseline of a complete run; the exit code, for which findings do not count. */
function updateBaseline(gate: OpenGate, report: Report): number {
  const code = exitCodeOf(report, 'never')
  if (code !== EXIT.conforms) {
    printMessage('warning', `the baseline ${gate.updates} is not changed: the run was not complete`)
    return code
  }
  const { entries, added } = gate.update(report)
  printMessage(
    'note',
    `the baseline ${gate.updates} has ${entries} ${entries === 1 ? 'entry' : 'entries'} now; new: ${added}`,
  )
  return code
}

/** The progress of one of several targets: its cases are shown with its name. */
function prefixProgress(progress: Progress, name: string): Progress {
  return {
    ...progress,
    update: (event) => {
      if (event.type === 'begin') progress.update({ ...event, case: `${name}: ${event.case}` })
      else if (event.type === 'case')
        progress.update({ ...event, verdict: { ...event.verdict, id: `${name}: ${event.verdict.id}` } })
      else progress.update(event)
    },
    // The other targets continue.
    stop: () => undefined,
  }
}

/** Files and logs have no width, but people read them. */
const LOG_COLUMNS = 100

/**
 * The context of a reporter, by whether it writes to standard output.
 * @param live the run takes place now: defects are reported as they appear
 */
export function contextOf(
  rules: ReadonlyMap<string, Rule>,
  flags: ReportFlags,
  toStdout: boolean,
  live = false,
): ConsoleContext {
  const { stdout } = getHost()
  return {
    rules,
    color: toStdout && showsColor(stdout),
    verbose: flags.verbose === true,
    live,
    exitCode: (report) => exitCodeOf(report, flags.updateBaseline ? 'never' : flags.failOn),
    columns: (toStdout ? terminalColumns() : undefined) ?? LOG_COLUMNS,
  }
}

/** Passes every event on; returns the report of the last one. */
async function relay(events: Parameters<Relay>[0], outputs: Outputs, progress: Progress): Promise<Report> {
  for await (const event of events) {
    progress.update(event)
    if (event.type === 'begin') continue
    if (event.type === 'end') progress.stop()
    progress.clear()
    outputs.report(event)
    if (event.type === 'end') return event.report
    progress.draw()
  }
  throw new Error('the run ended without a report')
}
