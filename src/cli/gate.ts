/** The flags that compare a run with a baseline and with limits. */
import { existsSync } from 'node:fs'
import { UsageError } from '../foundation/usage-error.ts'
import type { Report, RunEvent } from '../model/index.ts'
import { type GateOptions, gateEvents } from '../report/baseline.ts'
import { readBaseline, writeBaseline } from '../report/baseline-file.ts'
import { EXIT, exitCodeOf, FAILING, type FailOn } from './exit-code.ts'
import { printMessage } from './terminal.ts'

export interface GateFlags {
  readonly failOn: FailOn
  readonly baseline?: string
  readonly updateBaseline?: true
  readonly maxInconclusive?: GateOptions['maxInconclusive']
}

type Events = AsyncIterable<RunEvent> | Iterable<RunEvent>

export interface OpenGate {
  through(events: Events): Events
  /** Writes the baseline if --update-baseline is given; the exit code in that case. */
  update(report: Report): number | undefined
}

/**
 * The gate that the flags describe; undefined without them.
 * @throws UsageError for a broken baseline
 */
export function openGate(flags: GateFlags): OpenGate | undefined {
  const { baseline: file, updateBaseline, maxInconclusive, failOn } = flags
  if (updateBaseline && file === undefined)
    throw new UsageError('--update-baseline needs a file to write: add --baseline FILE')
  if (file === undefined && maxInconclusive === undefined) return undefined
  const isNew = updateBaseline && file !== undefined && !existsSync(file)
  const options: GateOptions = {
    ...(file === undefined || isNew ? {} : { baseline: readBaseline(file) }),
    levels: FAILING[failOn],
    ...(maxInconclusive === undefined ? {} : { maxInconclusive }),
    today: new Date().toISOString().slice(0, 10),
  }
  return {
    // While the baseline is written there is nothing to compare with.
    through: (events) => (updateBaseline ? events : gateEvents(events, options)),
    update: (report) => {
      if (!updateBaseline || file === undefined) return undefined
      const code = exitCodeOf(report, 'never')
      if (code !== EXIT.conforms) {
        printMessage('warning', `the baseline ${file} is not changed: the run was not complete`)
        return code
      }
      const { entries, added } = writeBaseline(file, report, options)
      printMessage(
        'note',
        `the baseline ${file} has ${entries} ${entries === 1 ? 'entry' : 'entries'} now; new: ${added}`,
      )
      return code
    },
  }
}
