/** Prepares a run: reads the settings and all files, and checks what can be checked before anything is sent. */

import { endpointNamed } from '../ask/apis.ts'
import { loadProfile, loadSuites, suiteFolders } from '../ask/load.ts'
import { selectRules } from '../ask/model-free.ts'
import { makePlan } from '../ask/plan.ts'
import { loadRules, ruleFolders } from '../ask/registry.ts'
import { readDurations, selectShard } from '../ask/shard.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { readVersion } from '../foundation/version.ts'
import type { Plan, Profile, Rule } from '../model/index.ts'
import { readEvents, type ToldRun } from '../report/read-events.ts'
import { readReport } from '../report/read-report.ts'
import { resumePlan } from '../run/resume.ts'
import { unknownModel } from '../run/target.ts'
import { WIRE_DEFAULTS, type WireOptions } from '../wire/send.ts'
import { type Access, resolveAccess } from './access.ts'
import { readAuthorities } from './authorities.ts'
import type { Environment } from './key.ts'
import { DEFAULT_PROFILE, type RunSettings } from './settings.ts'

/** A prepared run: nothing was sent yet. */
export interface Session<S extends RunSettings = RunSettings> {
  readonly settings: S
  readonly access: Access
  readonly profile: Profile
  /** All rules; empty until `loadRules` is done. */
  readonly rules: ReadonlyMap<string, Rule>
  /** The rules that are evaluated; empty until `loadRules` is done. */
  readonly evaluated: ReadonlyMap<string, Rule>
  /** Imports the rules. This takes as long as everything before the first request, so `meet` does it after that. */
  loadRules(): Promise<void>
  /** Its target may have no model yet: the model is found when the target is met. */
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
 * @param baseUrl address of the target; by default from the environment, or the reference server
 * @throws UsageError for a mistake in the settings or in a file that they name
 */
export async function prepare<S extends RunSettings>(
  baseUrl: string | undefined,
  settings: S,
  { env = {}, name }: Surroundings = {},
): Promise<Session<S>> {
  // Quick checks come first.
  const access = resolveAccess(baseUrl, settings, env)
  const wire = wireOf(settings, access)
  if (settings.shardTimings !== undefined && !settings.shard)
    throw new UsageError('--shard-timings balances shards: add --shard i/n')
  if (settings.reference) {
    const { checkTwists } = await import('./twists.ts')
    await checkTwists(settings)
  }
  // Their names are enough to check what refers to them.
  const known = ruleFolders()
  const profile = loadProfile(settings.profile ?? DEFAULT_PROFILE, known)
  const cases = loadSuites(suiteFolders(settings), known)
  const chosen = selectRules(settings.rule ?? [], known.keys(), profile)
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
    ...comingRules(chosen),
    plan: earlier ? resumePlan(narrowed, earlier, readVersion()) : narrowed,
    wire: { ...wire, endMark: ({ endpoint }) => endpointNamed(profile.api, endpoint)?.events?.end?.data },
    ...(earlier ? { earlier } : {}),
  }
}

/** Maps that are filled when the rules are loaded: reporters are given them before anything is sent. */
function comingRules(chosen: ReadonlySet<string>): Pick<Session, 'rules' | 'evaluated' | 'loadRules'> {
  const rules = new Map<string, Rule>()
  const evaluated = new Map<string, Rule>()
  const fill = async (): Promise<void> => {
    for (const [id, rule] of await loadRules()) {
      rules.set(id, rule)
      if (chosen.has(id)) evaluated.set(id, rule)
    }
  }
  return { rules, evaluated, loadRules: fill }
}

/** The plan with the other settings that decide what is run. */
function narrowPlan(plan: Plan, { rule, repeat = 1, shard, shardTimings }: RunSettings): Plan {
  const scope = { ...plan.scope, ...(rule ? { rules: rule } : {}), ...(repeat > 1 ? { repeat } : {}) }
  if (!shard) return { ...plan, scope }
  const durations = shardTimings === undefined ? undefined : readDurations(readReport(shardTimings, new Map()).report)
  return selectShard({ ...plan, scope }, shard, durations)
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
