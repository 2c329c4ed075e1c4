/** `replay`: judges a recording again. */
import { apiNamed } from '../ask/apis.ts'
import { loadProfile, loadProfiles, loadSuites, suiteFolders } from '../ask/load.ts'
import { evaluatedRules } from '../ask/model-free.ts'
import { makePlan } from '../ask/plan.ts'
import { loadRules } from '../ask/registry.ts'
import { select } from '../foundation/patterns.ts'
import { readVersion } from '../foundation/version.ts'
import type { Case, Profile, Report, Rule } from '../model/index.ts'
import { type Recording, readRecording } from '../recording/read-recording.ts'
import { fromRecorded, type RunRecorded, type TrafficRecorded } from '../recording/recording.ts'
import { openReplay, planReplay } from '../recording/replay.ts'
import { run } from '../run/run.ts'
import { judgePassed } from './judge-passed.ts'
import { outputsOf } from './options.ts'
import { type Relay, type ReportFlags, reportRun } from './reporting.ts'
import { trafficEvents } from './traffic-report.ts'

export interface ReplayFlags extends ReportFlags {
  readonly profile?: string
  readonly suites?: readonly string[]
  readonly case?: readonly string[]
  readonly rule?: readonly string[]
}

interface Job<R extends Recording> {
  readonly flags: ReplayFlags
  readonly recording: R
  readonly profile: Profile
  readonly rules: ReadonlyMap<string, Rule>
  /** The rules to evaluate. */
  readonly evaluated: ReadonlyMap<string, Rule>
}
type Run = Extract<Recording, { run: RunRecorded }>
type Traffic = Extract<Recording, { traffic: TrafficRecorded }>

/**
 * Judges the recording in the folder; the exit code.
 * @throws UsageError if there is none, or if one of its files is broken
 */
export async function replayCommand(folder: string, flags: ReplayFlags): Promise<number> {
  outputsOf(flags.reporter ?? [])
  const recording = readRecording(folder)
  const index = 'run' in recording ? recording.run : recording.traffic
  const rules = await loadRules()
  const asRecorded = 'run' in recording ? recording.run.options.profile : recording.traffic.profile
  const profile = loadProfile(flags.profile ?? asRecorded ?? index.target.profile, rules)
  const recorded = 'run' in recording ? recording.run.options.rules : []
  const evaluated = evaluatedRules(rules, flags.rule ?? recorded, profile)
  const job = { flags, profile, rules, evaluated }
  return await reportRun(flags, rules, (relay, signal) =>
    'run' in recording ? replayRun({ ...job, recording }, relay, signal) : replayTraffic({ ...job, recording }, relay),
  )
}

function replayRun(
  { flags, recording, profile, rules, evaluated }: Job<Run>,
  relay: Relay,
  signal: AbortSignal,
): Promise<Report> {
  const { run: recordedRun, cases: recordedCases } = recording
  const ids = recordedRun.steps.map((step) => step.case)
  const selected = select(flags.case ?? [], ids, 'case')
  const known = new Map(loadSuites(suiteFolders(flags), rules).map((testCase) => [testCase.id, testCase]))
  const replayed = { run: recordedRun, recorded: recordedCases, cases: known }
  const patterns = flags.rule ?? recordedRun.options.rules
  const plan = planReplay(replayed, profile.name, selected, skipsOf(known, recordedRun, profile), patterns)
  const { options, startedAt, durationMs = 0, interrupted = false, headers, fixturesUrl, adapt } = recordedRun
  const past = {
    startedAt: new Date(startedAt),
    durationMs,
    // A run without a duration was killed.
    interrupted: interrupted || recordedRun.durationMs === undefined,
  }
  const tools = {
    send: openReplay(replayed),
    rules: evaluated,
    profile,
    // The requests were adapted to the profile of the run, whichever profile judges them.
    setting: {
      ...plan.target,
      headers,
      // All cases of a run use one API.
      api: apiNamed(known.get(ids[0] ?? '')?.api ?? profile.api.name),
      ...(adapt ? { adapt } : {}),
      ...(fixturesUrl === undefined ? {} : { fixturesUrl }),
    },
    attempts: options.attempts,
    // In order, so that two replays have the same output.
    concurrency: 1,
    secrets: new Map(),
    version: readVersion(),
    past,
    ...((flags.profile ?? options.profile) ? {} : { candidates: loadProfiles }),
  }
  return relay(run(plan, tools, signal))
}

/** Why cases are skipped under the profile. What depends on the run itself was decided when it was recorded. */
function skipsOf(cases: ReadonlyMap<string, Case>, { target }: RunRecorded, profile: Profile): Map<string, string> {
  const { steps } = makePlan({ cases: [...cases.values()], target, profile, hasKey: true, servesFixtures: true })
  return new Map(steps.flatMap((step) => (step.skip === undefined ? [] : [[step.case.id, step.skip] as const])))
}

function replayTraffic({ flags, recording, profile, evaluated }: Job<Traffic>, relay: Relay): Promise<Report> {
  const { traffic, exchanges } = recording
  const selected = select(
    flags.case ?? [],
    exchanges.map(({ id }) => id),
    'case',
  )
  const verdicts = exchanges
    .filter(({ id }) => selected.has(id))
    .map(({ id, title, exchange }) => judgePassed(fromRecorded(exchange), { id, title }, evaluated, profile))
  const { target, startedAt, durationMs = 0 } = traffic
  return relay(
    trafficEvents({
      target: { ...target, profile: profile.name },
      verdicts,
      startedAt: new Date(startedAt),
      durationMs,
      version: readVersion(),
      rules: evaluated,
      api: profile.api,
    }),
  )
}
