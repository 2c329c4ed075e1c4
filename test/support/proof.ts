/** Runs the whole suite against the reference server, broken or varied in one way, and says which rules spoke. */

import { type ReferenceOptions, startReferenceServer } from '../../server/index.ts'
import type { Twist } from '../../server/twist.ts'
import { loadProfile, loadProfiles, loadSuites } from '../../src/ask/load.ts'
import { makePlan } from '../../src/ask/plan.ts'
import { loadRules } from '../../src/ask/registry.ts'
import type { Noted, Report, Rule } from '../../src/model/index.ts'
import { run } from '../../src/run/run.ts'
import { findModel } from '../../src/run/target.ts'
import { openWire, WIRE_DEFAULTS } from '../../src/wire/send.ts'
import { startProbe } from './reach.ts'

const cases = loadSuites()
const rules = await loadRules()

/** A server that needs a key is asked about keys too. */
const KEY = 'sk-reference-0123456789'

export interface Proof {
  readonly report: Report
  /** Findings that the profile does not tolerate, by rule. */
  readonly spoke: ReadonlyMap<string, readonly Noted[]>
}

/** A lawful server is given time, however busy the machine is. */
const PATIENT = { ...WIRE_DEFAULTS, proxies: false, retries: 0, maxBytes: 4_000_000 }

/** Of a broken one, a reply that is not there at once never comes. */
const HASTY = {
  ...WIRE_DEFAULTS,
  proxies: false,
  retries: 0,
  firstByteMs: 3000,
  idleMs: 1500,
  totalMs: 5000,
  maxBytes: 4_000_000,
}

/** Among these one is suggested that fits the server. */
const candidates = loadProfiles()

/**
 * @param only ids of cases; none means the whole suite
 * @param profileName by default `openai`, which tolerates nothing, so that nothing is lost that a rule says
 * @param fixturesUrl where the target can fetch fixtures; without it the cases that need this are skipped
 */
export async function prove(
  server: ReferenceOptions,
  only: readonly string[] = [],
  profileName = 'openai',
  fixturesUrl?: string,
): Promise<Proof> {
  const { baseUrl, close } = await startReferenceServer({ apiKey: KEY, ...server })
  const secrets = new Map([['$OPENAI_API_KEY', KEY]])
  const wire = openWire({ ...(server.faults?.length ? HASTY : PATIENT), secrets })
  const profile = loadProfile(profileName)
  const headers = {
    accept: 'application/json, text/event-stream',
    'accept-encoding': 'identity',
    authorization: 'Bearer $OPENAI_API_KEY',
  }
  const { signal } = new AbortController()
  const approach = {
    baseUrl,
    keyName: 'OPENAI_API_KEY',
    headers,
    adapt: profile.adapt,
    api: profile.api,
    send: wire.send,
    signal,
  }
  const model = server.dialect ? await findModel(approach) : 'reference-1'
  const target = { baseUrl, model, profile: profileName }
  const served = fixturesUrl === undefined ? {} : { fixturesUrl }
  const setting = { baseUrl, model, headers, adapt: profile.adapt, api: profile.api, ...served }
  const plan = makePlan({ cases, target, profile, only, hasKey: true, servesFixtures: fixturesUrl !== undefined })
  const tools = { send: wire.send, rules, profile, setting, secrets, candidates: () => candidates }
  try {
    for await (const event of run(plan, { ...tools, attempts: 1, concurrency: 8, version: '0' }, signal))
      if (event.type === 'end') return { report: event.report, spoke: byRule(event.report) }
    throw new Error('the run has no end')
  } finally {
    await wire.close()
    await close()
  }
}

function byRule({ cases }: Report): Map<string, Noted[]> {
  const spoke = new Map<string, Noted[]>()
  for (const finding of cases.flatMap(({ findings }) => findings)) {
    if (finding.tolerated === undefined) spoke.set(finding.rule, [...(spoke.get(finding.rule) ?? []), finding])
  }
  return spoke
}

/** The rules of a level among those that spoke, in order. */
export function ofLevel(proof: Proof, ...levels: Rule['level'][]): string[] {
  return [...proof.spoke]
    .filter(([, [first]]) => first && levels.includes(first.level))
    .map(([id]) => id)
    .sort()
}

/** Tells which cases each of these twists changes; undefined means that it has to be seen in all of them. */
export async function reachOf(
  twists: ReadonlyMap<string, Twist>,
): Promise<(id: string) => readonly string[] | undefined> {
  const { twist, casesOf } = startProbe(twists)
  const { report } = await prove({ twists: [twist] })
  return (id) => casesOf(id, report)
}
