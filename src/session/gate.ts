/** Compares a run with a baseline and with limits while it goes on. */
import { existsSync } from 'node:fs'
import { UsageError } from '../foundation/usage-error.ts'
import type { Level, Report, RunEvent } from '../model/index.ts'
import { type GateOptions, gated } from '../report/baseline.ts'
import { readBaseline, writeBaseline } from '../report/baseline-file.ts'

export type FailOn = 'must' | 'should' | 'never'

/** The levels whose findings make a run fail. */
export const FAILING: Readonly<Record<FailOn, readonly Level[]>> = {
  must: ['MUST'],
  should: ['MUST', 'SHOULD'],
  never: [],
}

export interface GateSettings {
  readonly failOn: FailOn
  readonly baseline?: string
  readonly updateBaseline?: true
  readonly maxInconclusive?: GateOptions['maxInconclusive']
}

type Events = AsyncIterable<RunEvent> | Iterable<RunEvent>

export interface OpenGate {
  /** The same events; the report at their end says how the run compares. */
  through(events: Events): Events
  /** The baseline that is to be written with the findings of this run; undefined if none is. */
  readonly updates?: string
  /** Writes it, and says how many entries it has now and how many of them are new. */
  update(report: Report): { readonly entries: number; readonly added: number }
}

/**
 * The gate that the settings describe; undefined without a baseline and limits.
 * @throws UsageError for a broken baseline
 */
export function openGate({
  baseline: file,
  updateBaseline,
  maxInconclusive,
  failOn,
}: GateSettings): OpenGate | undefined {
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
    through: (events) => (updateBaseline ? events : gated(events, options)),
    ...(updateBaseline && file !== undefined ? { updates: file } : {}),
    update: (report) => writeBaseline(file ?? '', report, options),
  }
}
