/** `run`: tests the targets of the command line or of a configuration. */
import { existsSync } from 'node:fs'
import { UsageError } from '../foundation/usage-error.ts'
import type { RecordingFolder } from '../recording/record.ts'
import { execute } from '../session/execute.ts'
import type { Session } from '../session/prepare.ts'
import { RUN_DEFAULTS } from '../session/settings.ts'
import { CONFIG_FILE, type Output } from './options.ts'
import { reportRun, type Work } from './reporting.ts'
import { prepareFlags, type RunFlags } from './run-flags.ts'
import { printMessage } from './terminal.ts'

/**
 * Runs the cases against one target or several and reports; the exit code.
 * @param typed the base URL; without it the targets of the configuration, if there is one
 * @throws UsageError before anything is sent
 * @throws TargetError if there is nothing to test
 */
export async function runCommand(typed: string | undefined, flags: Partial<RunFlags>): Promise<number> {
  const file = configOf(typed, flags)
  if (file === undefined) return await runOne(await prepareFlags(typed, { ...RUN_DEFAULTS, ...flags }))
  const [{ readConfig }, { nameOutputs }] = await Promise.all([import('./config.ts'), import('./targets.ts')])
  const config = readConfig(file, flags)
  const [first] = config.runs
  if (config.runs.length > 1 || !first) {
    const { runTargets } = await import('./run-targets.ts')
    return await runTargets(config)
  }
  const reporter = nameOutputs(first.flags.reporter ?? [], first.name, true)
  return await runOne(await prepareFlags(first.url, { ...first.flags, reporter }, first.name))
}

/** The configuration to use; none if the command line names the target. */
function configOf(typed: string | undefined, { config, target, reference }: Partial<RunFlags>): string | undefined {
  if (config !== undefined && (typed !== undefined || reference))
    throw new UsageError('--config names the targets; leave it out, or leave out the base URL and --reference')
  if (typed !== undefined || reference) {
    if (target)
      throw new UsageError(
        '--target chooses a target of the configuration; leave it out, or leave out the base URL and --reference',
      )
    return undefined
  }
  if (config !== undefined) return config
  if (existsSync(CONFIG_FILE)) return CONFIG_FILE
  if (!target) return undefined
  throw new UsageError(
    `--target chooses a target of ${CONFIG_FILE}, which does not exist in this folder\n\`chat-conformance init\` writes one`,
  )
}

async function runOne(session: Session<RunFlags>): Promise<number> {
  const { settings, access, plan, profile, rules } = session
  if (settings.dryRun) {
    const { baseUrl, model } = plan.target
    const { adapt, api } = profile
    const { printPlan } = await import('./dry-run.ts')
    printPlan(plan, { baseUrl, model, headers: access.headers, adapt, api }, settings.repeat ?? settings.attempts)
    return 0
  }
  const folder = settings.record === undefined ? undefined : await openFolder(settings.record)
  const warn = (message: string): void => printMessage('warning', message)
  const work: Work = (relay, signal, onWait) => relay(execute(session, { signal, folder, warn, onWait }))
  return await reportRun(settings, rules, work, { more: earlierOutputs(session), live: true })
}

async function openFolder(path: string): Promise<RecordingFolder> {
  const { openRecordingFolder } = await import('../recording/record.ts')
  return openRecordingFolder(path)
}

/** The file of the run that is continued is written on, in addition to the reports of the flags. */
function earlierOutputs({ settings, plan, earlier }: Session): readonly Output[] {
  if (!earlier || settings.resume === undefined) return []
  const events = 1 + plan.steps.filter(({ verdict }) => verdict).length
  if (earlier.isFinished && events > plan.steps.length)
    printMessage('note', `the run in ${settings.resume} was finished already; it is reported again`)
  return [{ name: 'jsonl', file: settings.resume, kept: { bytes: earlier.bytes, events } }]
}
