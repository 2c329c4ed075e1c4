/** `run`: tests the targets of the command line or of a configuration. */
import { existsSync } from 'node:fs'
import { UsageError } from '../foundation/usage-error.ts'
import type { Report } from '../model/index.ts'
import { openRecordingFolder } from '../recording/record.ts'
import { readConfig } from './config.ts'
import { printPlan } from './dry-run.ts'
import { continued, execute, type Job, prepare, RUN_DEFAULTS, type RunFlags } from './job.ts'
import { CONFIG_FILE } from './options.ts'
import { type Relay, reportRun } from './reporting.ts'
import { runTargets } from './run-targets.ts'
import { nameOutputs } from './targets.ts'

/**
 * Runs the cases against one target or several and reports; the exit code.
 * @param typed the base URL; without it the targets of the configuration, if there is one
 * @throws UsageError before anything is sent
 * @throws TargetError if there is nothing to test
 */
export async function runCommand(typed: string | undefined, flags: Partial<RunFlags>): Promise<number> {
  const file = configOf(typed, flags)
  if (file === undefined) return await runOne(await prepare(typed, { ...RUN_DEFAULTS, ...flags }))
  const config = readConfig(file, flags)
  const [first] = config.runs
  if (config.runs.length > 1 || !first) return await runTargets(config)
  const reporter = nameOutputs(first.flags.reporter ?? [], first.name, true)
  return await runOne(await prepare(first.url, { ...first.flags, reporter }, first.name))
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

async function runOne(job: Job): Promise<number> {
  const { flags, plan, profile } = job
  if (flags.dryRun) {
    const { baseUrl, model } = plan.target
    const { adapt, api } = profile
    printPlan(plan, { baseUrl, model, headers: job.approach.headers, adapt, api }, flags.repeat ?? flags.attempts)
    return 0
  }
  const folder = flags.record === undefined ? undefined : openRecordingFolder(flags.record)
  const work = (relay: Relay, signal: AbortSignal): Promise<Report> => execute(job, folder, relay, signal)
  return await reportRun(flags, job.rules, work, continued(job))
}
