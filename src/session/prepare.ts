/** Prepares a run: understands the settings, and looks at everything that can be looked at before anything is sent. */
import { loadProfile, loadSuites, suiteFolders } from '../ask/load.ts'
import { makePlan } from '../ask/plan.ts'
import { loadRules } from '../ask/registry.ts'
import { durationsIn, shardOf } from '../ask/shard.ts'
import { select } from '../foundation/patterns.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { readVersion } from '../foundation/version.ts'
import type { Plan, Profile, Rule } from '../model/index.ts'
import { readEvents, type ToldRun } from '../report/read-events.ts'
import { readReport } from '../report/read-report.ts'
import { resumed } from '../run/resume.ts'
import { unknownModel } from '../run/target.ts'
import { WIRE_DEFAULTS, type WireOptions } from '../wire/send.ts'
import { type Access, resolveAccess } from './access.ts'
import { readAuthorities } from './authorities.ts'
import type { Environment } from './key.ts'
import { DEFAULT_PROFILE, type RunSettings } from './settings.ts'
import { checkTwists } from './twists.ts'

/** A run that is ready: nothing was sent yet. */
export interface Session<S extends RunSettings = RunSettings> {
  readonly settings: S
  readonly access: Access
  readonly profile: Profile
  readonly rules: ReadonlyMap<string, Rule>
  /** The rules that are evaluated. */
  readonly evaluated: ReadonlyMap<string, Rule>
  /** Its target is not known completely yet: the model is found when the target is met. */
  readonly plan: Plan
  /** The run that is continued. */
  readonly earlier?: ToldRun
  readonly wire: WireOptions
}

/** Where a run is started from. */
export interface Surroundings {
  /** Variables that settings refer to; none by default. */
  readonly env?: Environment
  /** Name of the target, if there are several. */
  readonly name?: string | undefined
}

/**
 * Prepares a run.
 * @param baseUrl address of the target; without it the environment or the reference server counts
 * @throws UsageError for a mistake in settings, suites, profile and whatever else they name
 */
export async function prepare<S extends RunSettings>(
  baseUrl: string | undefined,
  settings: S,
  { env = {}, name }: Surroundings = {},
): Promise<Session<S>> {
  // What is quick to check comes first.
  const access = resolveAccess(baseUrl, settings, env)
  const wire = wireOf(settings, access)
  if (settings.shardTimings !== undefined && !settings.shard)
    throw new UsageError('--shard-timings balances shards: add --shard i/n')
  if (settings.reference) await checkTwists(settings)
  const rules = await loadRules()
  const profile = loadProfile(settings.profile ?? DEFAULT_PROFILE, rules)
  const cases = loadSuites(suiteFolders(settings), rules)
  const chosen = select(settings.rule ?? [], [...rules.keys()], 'rule')
  const plan = makePlan({
    cases,
    target: {
      ...(name === undefined ? {} : { name }),
      baseUrl: access.baseUrl ?? 'http://127.0.0.1:8765/v1',
      model: access.model ?? unknownModel(profile.api),
      profile: profile.name,
    },
    profile,
    suites: settings.suite ?? [],
    only: settings.case ?? [],
    hasKey: access.key !== undefined,
    servesFixtures: settings.serveFixtures === true,
  })
  const earlier = settings.resume === undefined ? undefined : readEvents(settings.resume)
  const narrowed = narrowPlan(plan, settings)
  return {
    settings,
    access,
    profile,
    rules,
    evaluated: new Map([...rules].filter(([id]) => chosen.has(id))),
    plan: earlier ? resumed(narrowed, earlier, readVersion()) : narrowed,
    wire,
    ...(earlier ? { earlier } : {}),
  }
}

/** The plan with what else decides what is run. */
function narrowPlan(plan: Plan, { rule, repeat = 1, shard, shardTimings }: RunSettings): Plan {
  const scope = { ...plan.scope, ...(rule ? { rules: rule } : {}), ...(repeat > 1 ? { repeat } : {}) }
  if (!shard) return { ...plan, scope }
  const durations = shardTimings === undefined ? undefined : durationsIn(readReport(shardTimings).report)
  return shardOf({ ...plan, scope }, shard, durations)
}

function wireOf(settings: RunSettings, { secrets }: Access): WireOptions {
  const totalMs = settings.timeout ?? WIRE_DEFAULTS.totalMs
  return {
    ...WIRE_DEFAULTS,
    totalMs,
    firstByteMs: totalMs,
    connectMs: Math.min(settings.connectTimeout ?? WIRE_DEFAULTS.connectMs, totalMs),
    idleMs: Math.min(settings.idleTimeout ?? WIRE_DEFAULTS.idleMs, totalMs),
    retries: settings.retries,
    ...(settings.perMinute === undefined ? {} : { perMinute: settings.perMinute }),
    secrets,
    ...(settings.insecure ? { insecure: true } : {}),
    ...(settings.ca === undefined ? {} : { ca: readAuthorities(settings.ca) }),
  }
}
