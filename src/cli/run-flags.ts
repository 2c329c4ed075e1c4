/** The flags of `run`, and the session that they describe. */
import { UsageError } from '../foundation/usage-error.ts'
import { prepare, type Session } from '../session/prepare.ts'
import type { RunSettings } from '../session/settings.ts'
import { getHost } from './host.ts'
import { outputsOf } from './options.ts'
import type { ReportFlags } from './reporting.ts'

/** The flags of `run`: the settings of the run, and how the command line reports it. */
export interface RunFlags extends RunSettings, ReportFlags {
  readonly dryRun?: true
  readonly record?: string
  readonly config?: string
  /** Names of targets in the configuration. */
  readonly target?: readonly string[]
}

/**
 * Prepares a run on the host of the command.
 * @param name name of the target, if there are several
 * @throws UsageError for a mistake in flags and files
 */
export function prepareFlags(url: string | undefined, flags: RunFlags, name?: string): Promise<Session<RunFlags>> {
  checkTogether(flags)
  outputsOf(flags.reporter ?? [])
  return prepare(url, flags, { env: getHost().env, name })
}

/** Flags that contradict each other. */
function checkTogether({ resume, record, reporter = [] }: RunFlags): void {
  if (resume !== undefined && record !== undefined)
    throw new UsageError(
      '--resume and --record cannot be combined: only the remaining cases would be recorded; leave out --record',
    )
  if (resume !== undefined && reporter.includes(`jsonl=${resume}`))
    throw new UsageError(`--resume appends to ${resume} by itself; leave out --reporter jsonl=${resume}`)
}
