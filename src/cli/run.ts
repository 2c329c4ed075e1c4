/** `run`: from the command line to a verdict. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConsoleContext } from '../../reporters/_page.ts'
import type { Setting } from '../compose.ts'
import { ownFixtures } from '../fixtures.ts'
import { listProfiles, loadProfile, loadSuites } from '../load.ts'
import type { Plan, Profile, Report, Rule, RunEvent, Send } from '../model.ts'
import { select } from '../patterns.ts'
import { makePlan } from '../plan.ts'
import { redactor } from '../redact.ts'
import { loadRules } from '../registry.ts'
import { run } from '../run.ts'
import { openWire, WIRE_DEFAULTS, type WireOptions } from '../send.ts'
import { findModel, unknownModel } from '../target.ts'
import { TargetError, UsageError } from '../usage-error.ts'
import { type Approach, type ApproachFlags, approachOf } from './approach.ts'
import { printPlan } from './dry-run.ts'
import { exitCodeOf, type FailOn } from './exit-code.ts'
import { Interrupted } from './failure.ts'
import { serveFixtures } from './fixture-server.ts'
import { catchInterrupt, type Interrupt } from './interrupt.ts'
import { suiteFolders } from './list.ts'
import { DEFAULT_PROFILE, type Output, outputsOf } from './options.ts'
import { type Outputs, openOutputs } from './outputs.ts'
import { NO_PROGRESS, openProgress, type Progress } from './progress.ts'
import { showsColor, tell, terminalColumns, whenClosed } from './terminal.ts'
import { checkTwists } from './twists.ts'
import { readVersion } from './version.ts'

export interface RunFlags extends ApproachFlags {
  readonly profile?: string
  readonly insecure?: true
  readonly ca?: string
  readonly suites?: readonly string[]
  readonly suite?: readonly string[]
  readonly case?: readonly string[]
  readonly rule?: readonly string[]
  readonly serveFixtures?: true
  readonly dryRun?: true
  readonly attempts: number
  readonly concurrency: number
  readonly retries: number
  /** Times in milliseconds. */
  readonly timeout?: number
  readonly connectTimeout?: number
  readonly idleTimeout?: number
  readonly reporter?: readonly string[]
  readonly failOn: FailOn
  readonly verbose?: true
}

/** Everything that the command line decides, before anything is sent. */
interface Job {
  readonly flags: RunFlags
  readonly approach: Approach
  readonly profile: Profile
  readonly rules: ReadonlyMap<string, Rule>
  /** The rules that are asked. */
  readonly asked: ReadonlyMap<string, Rule>
  /** Its target is not known to the end yet. */
  readonly plan: Plan
  readonly wire: WireOptions
  readonly outputs: readonly Output[]
}

/**
 * Runs the cases and reports; the exit code.
 * @throws UsageError before anything is sent
 * @throws TargetError if there is nothing to test
 */
export async function runCommand(typed: string | undefined, flags: RunFlags): Promise<number> {
  const job = await prepare(typed, flags)
  if (flags.dryRun) {
    const { baseUrl, model } = job.plan.target
    const { adapt, api } = job.profile
    printPlan(job.plan, { baseUrl, model, headers: job.approach.headers, adapt, api }, flags.attempts)
    return 0
  }
  const progress = process.stderr.isTTY && process.env.TERM !== 'dumb' ? openProgress(process.stderr) : NO_PROGRESS
  const interrupt = catchInterrupt(() => {
    progress.clear()
    tell('note', 'stopping; finished cases will be reported. Ctrl-C again ends at once')
  })
  let outputs: Outputs | undefined
  try {
    outputs = await openOutputs(job.outputs, (toStdout) => contextOf(job, toStdout))
    return await execute(job, outputs, progress, interrupt)
  } finally {
    progress.stop()
    outputs?.close()
    interrupt.release()
  }
}

async function prepare(typed: string | undefined, flags: RunFlags): Promise<Job> {
  // What is quick to check comes first.
  const approach = approachOf(typed, flags)
  const wire = wireOf(flags, approach)
  const outputs = outputsOf(flags.reporter ?? [])
  if (flags.reference) await checkTwists(flags)
  const rules = await loadRules()
  const profile = loadProfile(flags.profile ?? DEFAULT_PROFILE, rules)
  const cases = loadSuites(suiteFolders(flags), rules)
  const wanted = select(flags.rule ?? [], [...rules.keys()], 'rule')
  const target = {
    baseUrl: approach.baseUrl ?? 'http://127.0.0.1:8765/v1',
    model: approach.model ?? unknownModel(profile.api),
    profile: profile.name,
  }
  const plan = makePlan({
    cases,
    target,
    profile,
    suites: flags.suite ?? [],
    only: flags.case ?? [],
    hasKey: approach.key !== undefined,
    servesFixtures: flags.serveFixtures === true,
  })
  const asked = new Map([...rules].filter(([id]) => wanted.has(id)))
  return { flags, approach, profile, rules, asked, plan, wire, outputs }
}

function wireOf(flags: RunFlags, { secrets }: Approach): WireOptions {
  const totalMs = flags.timeout ?? WIRE_DEFAULTS.totalMs
  return {
    ...WIRE_DEFAULTS,
    totalMs,
    firstByteMs: totalMs,
    connectMs: Math.min(flags.connectTimeout ?? WIRE_DEFAULTS.connectMs, totalMs),
    idleMs: Math.min(flags.idleTimeout ?? WIRE_DEFAULTS.idleMs, totalMs),
    retries: flags.retries,
    secrets,
    ...(flags.insecure ? { insecure: true } : {}),
    ...(flags.ca === undefined ? {} : { ca: readAuthorities(flags.ca) }),
  }
}

function readAuthorities(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read the certificate authorities in ${file}: ${(error as Error).message}`)
  }
  if (/-----BEGIN (TRUSTED )?CERTIFICATE-----/.test(text)) return text
  throw new UsageError(`${file} holds no certificate\nexpected PEM text: -----BEGIN CERTIFICATE----- …`)
}

/** Files and logs have no edge, but people read them. */
const LOG_COLUMNS = 100

function contextOf({ rules, flags }: Job, toStdout: boolean): ConsoleContext {
  return {
    rules,
    color: toStdout && showsColor(process.stdout),
    verbose: flags.verbose === true,
    progress: toStdout && process.stdout.isTTY === true && process.stderr.isTTY === true,
    exitCode: (report) => exitCodeOf(report, flags.failOn),
    columns: (toStdout ? terminalColumns() : undefined) ?? LOG_COLUMNS,
  }
}

async function execute(job: Job, outputs: Outputs, progress: Progress, interrupt: Interrupt): Promise<number> {
  const { flags, approach, plan, profile } = job
  // Once nobody reads any more, there is nothing to go on for.
  whenClosed(() => outputs.toFiles || interrupt.stop())
  const closers: (() => Promise<void>)[] = []
  try {
    const baseUrl = approach.baseUrl ?? (await startReference(job, closers))
    const fixturesUrl = flags.serveFixtures ? await startFixtures(flags, closers) : undefined
    const wire = openWire(job.wire)
    closers.push(wire.close)
    const model = await meet(job, baseUrl, wire.send, interrupt.signal)
    const target = { baseUrl, model, profile: profile.name }
    const { adapt, api } = profile
    const setting: Setting = {
      ...target,
      headers: approach.headers,
      adapt,
      api,
      ...(fixturesUrl ? { fixturesUrl } : {}),
    }
    const tools = {
      send: wire.send,
      rules: job.asked,
      profile,
      setting,
      attempts: flags.attempts,
      concurrency: flags.concurrency,
      secrets: approach.secrets,
      version: readVersion(),
      ...(flags.profile === undefined ? { candidates: listProfiles().map((name) => loadProfile(name)) } : {}),
    }
    const report = await relay(run({ ...plan, target }, tools, interrupt.signal), outputs, progress)
    return exitCodeOf(report, flags.failOn)
  } finally {
    await Promise.all(closers.map((close) => close()))
  }
}

/** Hands every event on; the report at the end. */
async function relay(events: AsyncIterable<RunEvent>, outputs: Outputs, progress: Progress): Promise<Report> {
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

async function startReference({ flags, approach }: Job, closers: (() => Promise<void>)[]): Promise<string> {
  const { startReferenceServer } = await import('../../server/index.ts')
  const server = await startReferenceServer({
    ...(flags.dialect === undefined ? {} : { dialect: flags.dialect }),
    faults: flags.fault ?? [],
    variants: flags.variant ?? [],
    ...(approach.key === undefined ? {} : { apiKey: approach.key }),
    ...(flags.modelQuality ? { quality: flags.modelQuality } : {}),
  })
  closers.push(server.close)
  return server.baseUrl
}

async function startFixtures({ suites = [] }: RunFlags, closers: (() => Promise<void>)[]): Promise<string> {
  const server = await serveFixtures([...suites.map((folder) => join(folder, 'fixtures')), ownFixtures])
  closers.push(server.close)
  return server.url
}

/** The first contact with the target; the model to ask for. */
async function meet(
  { approach, profile: { adapt, api } }: Job,
  baseUrl: string,
  send: Send,
  signal: AbortSignal,
): Promise<string> {
  const { model, keyName, headers } = approach
  try {
    return await findModel({
      baseUrl,
      keyName,
      headers,
      adapt,
      api,
      send,
      signal,
      ...(model === undefined ? {} : { model }),
    })
  } catch (error) {
    if (signal.aborted) throw new Interrupted('interrupted before any case was run')
    // Servers like to repeat the key in their complaint about it.
    throw error instanceof TargetError ? new TargetError(redactor(approach.secrets)(error.message)) : error
  }
}
