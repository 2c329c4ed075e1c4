/** The run of one target: all that the command line decides, and what comes of it. */
import { join } from 'node:path'
import type { Setting } from '../ask/compose.ts'
import { ownFixtures } from '../ask/fixtures.ts'
import { loadProfile, loadProfiles, loadSuites } from '../ask/load.ts'
import { makePlan } from '../ask/plan.ts'
import { loadRules } from '../ask/registry.ts'
import { type Part, readDurations, selectShard } from '../ask/shard.ts'
import { select } from '../foundation/patterns.ts'
import { TargetError, UsageError } from '../foundation/usage-error.ts'
import type { Plan, Profile, Report, Rule, RunEvent, Send } from '../model/index.ts'
import { type Recorder, type RecordingFolder, recordRun } from '../recording/record.ts'
import { readEvents, type ToldRun } from '../report/read-events.ts'
import { readReport } from '../report/read-report.ts'
import { checkTarget, resumePlan } from '../run/resume.ts'
import { run, type Tools } from '../run/run.ts'
import { findModel, unknownModel } from '../run/target.ts'
import { redactor } from '../wire/redact.ts'
import { openWire, WIRE_DEFAULTS, type WireOptions } from '../wire/send.ts'
import { type Approach, type ApproachFlags, approachOf } from './approach.ts'
import { readAuthorities } from './authorities.ts'
import { Interrupted } from './failure.ts'
import { serveFixtures } from './fixture-server.ts'
import { suiteFolders } from './list.ts'
import { DEFAULT_PROFILE, type Output, outputsOf } from './options.ts'
import type { Relay, ReportFlags } from './reporting.ts'
import { printMessage } from './terminal.ts'
import { checkTwists } from './twists.ts'
import { readVersion } from './version.ts'

export interface RunFlags extends ApproachFlags, ReportFlags {
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
  readonly perMinute?: number
  /** Times in milliseconds. */
  readonly timeout?: number
  readonly connectTimeout?: number
  readonly idleTimeout?: number
  readonly record?: string
  readonly repeat?: number
  readonly shard?: Part
  /** A report with the durations that shards are balanced by. */
  readonly shardTimings?: string
  /** Events of a run that was cut off. */
  readonly resume?: string
  readonly config?: string
  /** Names of targets in the configuration. */
  readonly target?: readonly string[]
}

/** What counts where neither the command line nor the configuration says otherwise. */
export const RUN_DEFAULTS: RunFlags = { attempts: 3, concurrency: 4, retries: 2, failOn: 'must' }

/** Everything that the command line decides, before anything is sent. */
export interface Job {
  readonly flags: RunFlags
  readonly approach: Approach
  readonly profile: Profile
  readonly rules: ReadonlyMap<string, Rule>
  /** The rules that are asked. */
  readonly asked: ReadonlyMap<string, Rule>
  /** Its target is not known to the end yet. */
  readonly plan: Plan
  /** The run that is continued. */
  readonly told?: ToldRun
  readonly wire: WireOptions
}

/**
 * Understands the flags, and looks at everything that can be looked at before anything is sent.
 * @param typed the base URL
 * @param name what the target is called, where there are several
 * @throws UsageError for a mistake in flags, suites, profile and whatever else they name
 */
export async function prepare(typed: string | undefined, flags: RunFlags, name?: string): Promise<Job> {
  // What is quick to check comes first.
  const approach = approachOf(typed, flags)
  const wire = wireOf(flags, approach)
  outputsOf(flags.reporter ?? [])
  checkTogether(flags)
  if (flags.reference) await checkTwists(flags)
  const rules = await loadRules()
  const profile = loadProfile(flags.profile ?? DEFAULT_PROFILE, rules)
  const cases = loadSuites(suiteFolders(flags), rules)
  const wanted = select(flags.rule ?? [], [...rules.keys()], 'rule')
  const target = {
    ...(name === undefined ? {} : { name }),
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
  const told = flags.resume === undefined ? undefined : readEvents(flags.resume)
  const planned = divided(plan, flags)
  return {
    flags,
    approach,
    profile,
    rules,
    asked,
    plan: told ? resumePlan(planned, told, readVersion()) : planned,
    wire,
    ...(told ? { told } : {}),
  }
}

/** Flags that contradict each other. */
function checkTogether({ resume, record, shard, shardTimings, reporter = [] }: RunFlags): void {
  if (resume !== undefined && record !== undefined)
    throw new UsageError(
      '--resume and --record cannot be combined: only the remaining cases would be recorded; leave out --record',
    )
  if (resume !== undefined && reporter.includes(`jsonl=${resume}`))
    throw new UsageError(`--resume appends to ${resume} by itself; leave out --reporter jsonl=${resume}`)
  if (shardTimings !== undefined && !shard) throw new UsageError('--shard-timings balances shards: add --shard i/n')
}

/** The plan with what else decides what is run. */
function divided(plan: Plan, { rule, repeat = 1, shard, shardTimings }: RunFlags): Plan {
  const scope = { ...plan.scope, ...(rule ? { rules: rule } : {}), ...(repeat > 1 ? { repeat } : {}) }
  if (!shard) return { ...plan, scope }
  const durations = shardTimings === undefined ? undefined : readDurations(readReport(shardTimings).report)
  return selectShard({ ...plan, scope }, shard, durations)
}

/** Goes on with the file of the run that is continued, beside the reports that are asked for. */
export function continued({ flags, plan, told }: Job): readonly Output[] {
  if (!told || flags.resume === undefined) return []
  const events = 1 + plan.steps.filter(({ verdict }) => verdict).length
  if (told.isFinished && events > plan.steps.length)
    printMessage('note', `the run in ${flags.resume} was finished already; it is reported again`)
  return [{ name: 'jsonl', file: flags.resume, kept: { bytes: told.bytes, events } }]
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
    ...(flags.perMinute === undefined ? {} : { perMinute: flags.perMinute }),
    secrets,
    ...(flags.insecure ? { insecure: true } : {}),
    ...(flags.ca === undefined ? {} : { ca: readAuthorities(flags.ca) }),
  }
}

/** A target that answers, and what its cases are run with. */
export interface Met {
  readonly plan: Plan
  readonly tools: Tools
  /** Where fixtures are served. */
  readonly fixturesUrl?: string
  close(): Promise<void>
}

/**
 * Starts what has to be started, and makes sure that there is something to test.
 * @param keeping wraps the wire, to record what crosses it
 * @throws TargetError if there is nothing to test
 */
export async function meet(job: Job, signal: AbortSignal, keeping = (send: Send): Send => send): Promise<Met> {
  const { flags, approach, profile } = job
  const closers: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    await Promise.all(closers.map((closer) => closer()))
  }
  try {
    const baseUrl = approach.baseUrl ?? (await startReference(job, closers))
    const fixturesUrl = flags.serveFixtures ? await startFixtures(flags, closers) : undefined
    const served = fixturesUrl === undefined ? {} : { fixturesUrl }
    const wire = openWire(job.wire)
    closers.push(wire.close)
    const send = keeping(wire.send)
    const model = await greet(job, baseUrl, send, signal)
    const { adapt, api } = profile
    const setting: Setting = { baseUrl, model, headers: approach.headers, adapt, api, ...served }
    const tools: Tools = {
      send,
      rules: job.asked,
      profile,
      setting,
      attempts: flags.attempts,
      concurrency: flags.concurrency,
      secrets: approach.secrets,
      version: readVersion(),
      ...(flags.profile === undefined ? { candidates: loadProfiles } : {}),
    }
    return { plan: { ...job.plan, target: { ...job.plan.target, baseUrl, model } }, tools, ...served, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Runs the cases against the target.
 * @param relay takes the events
 * @throws TargetError if there is nothing to test
 */
export async function execute(
  job: Job,
  folder: RecordingFolder | undefined,
  relay: Relay,
  signal: AbortSignal,
): Promise<Report> {
  const { flags, approach } = job
  const recorder = folder && recordRun(folder, approach.secrets, (message) => printMessage('warning', message))
  const { plan, tools, fixturesUrl, close } = await meet(job, signal, recorder?.keeping)
  try {
    const { target, scope } = plan
    // The reference server has another port each time.
    if (job.told)
      checkTarget(
        flags.reference ? { ...job.told.start.target, baseUrl: target.baseUrl } : job.told.start.target,
        target,
      )
    recorder?.begin({
      plan,
      version: tools.version,
      options: {
        attempts: flags.attempts,
        concurrency: flags.concurrency,
        rules: flags.rule ?? [],
        ...(flags.profile === undefined ? {} : { profile: flags.profile }),
        ...(scope.chosen ? { chosen: true } : {}),
        ...(scope.repeat === undefined ? {} : { repeat: scope.repeat }),
        ...(scope.shard ? { shard: scope.shard } : {}),
      },
      adapt: job.profile.adapt,
      headers: tools.setting.headers,
      ...(fixturesUrl ? { fixturesUrl } : {}),
    })
    const events = run(plan, tools, signal)
    return await relay(recorder ? recording(events, recorder) : events)
  } finally {
    await close()
  }
}

/** The same events; each is written down before it is told. */
async function* recording(events: AsyncIterable<RunEvent>, recorder: Recorder): AsyncIterable<RunEvent> {
  for await (const event of events) {
    if (event.type === 'case') recorder.finish(event.verdict)
    if (event.type === 'end') recorder.end(event.report)
    yield event
  }
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
async function greet(
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
    if (signal.aborted) throw new Interrupted('interrupted before any case ran')
    // Servers like to repeat the key in their complaint about it.
    throw error instanceof TargetError ? new TargetError(redactor(approach.secrets)(error.message)) : error
  }
}
