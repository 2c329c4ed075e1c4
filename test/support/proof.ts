/** Runs the suite against the reference server, broken or varied in one way, and collects the findings by rule. */

import { type ReferenceOptions, readSetup, startReferenceServer } from '../../server/index.ts'
import type { Thinking } from '../../server/thinking.ts'
import type { Setting } from '../../src/ask/compose.ts'
import { listProfiles, loadProfile, loadProfiles, loadSuites } from '../../src/ask/load.ts'
import { makePlan } from '../../src/ask/plan.ts'
import { loadRules } from '../../src/ask/registry.ts'
import type { Noted, Profile, Report, Rule, Send } from '../../src/model/index.ts'
import { run } from '../../src/run/run.ts'
import { findModel } from '../../src/run/target.ts'
import type { Secrets } from '../../src/wire/redact.ts'
import { openWire, WIRE_DEFAULTS } from '../../src/wire/send.ts'
import { changeDelivery, MOST_BYTES, openInProcess, type Ways } from './in-process.ts'
import { judgePlan } from './judge.ts'
import { type Recording, startRecorder } from './reach.ts'

const cases = loadSuites()
const allRules = await loadRules()

/** `npm run proof:all`: every rule is evaluated on every fault, and every request is sent over HTTP. */
export const isThorough = process.env.PROOF === 'all'

/** Longest time for a proof: at a load of 20, what usually takes a few seconds takes minutes. */
export const LONGEST_MS = 300_000

/** The reference server of the proofs needs a key, so that the cases about keys run. */
const KEY = 'sk-reference-0123456789'
const secrets = new Map([['$OPENAI_API_KEY', KEY]])

/** Nothing leaves the process here, and redacting every exchange would take a sixth of the time. */
const NO_SECRETS = new Map<string, string>()

export interface Proof {
  readonly report: Report
  /** Findings that the profile does not tolerate, by rule. */
  readonly findings: ReadonlyMap<string, readonly Noted[]>
}

export interface Manner extends Ways {
  /** Suites and ids of cases; all of them by default. */
  readonly only?: readonly string[] | undefined
  /** By default `openai`, which tolerates nothing, so that no finding is lost. */
  readonly profile?: string | undefined
  /** The rules that are evaluated; all of them by default. */
  readonly rules?: ReadonlyMap<string, Rule>
  /** Whether the report suggests a profile: that takes a third of the time of a run. */
  readonly suggests?: boolean
  /** Leaves out the turns of the report, and everything else that costs time and no proof of rules looks at. */
  readonly verdictsOnly?: boolean
  /** Sends the requests over HTTP also where the server can be called in process; by default in a thorough proof. */
  readonly overHttp?: boolean
  /** The URL at which the target can fetch fixtures; without it the cases that need fixtures are skipped. */
  readonly fixturesUrl?: string
}

/** A correct server gets enough time, however busy the machine is. */
const PATIENT = { ...WIRE_DEFAULTS, secrets, proxies: false, retries: 0, maxBytes: MOST_BYTES }

/** Some faults never end a reply: the time-outs are short, but long enough at a load of 20. */
const HASTY = { ...PATIENT, firstByteMs: 20_000, idleMs: 4000, totalMs: 20_000 }

/** Runs the suite, in process if the twists change only the bytes of the replies. */
export async function prove(options: ReferenceOptions, manner: Manner = {}): Promise<Proof> {
  const server = { apiKey: KEY, ...options }
  const setup = await readSetup(server)
  const { overHttp = isThorough || changeDelivery(setup.twists) } = manner
  if (!overHttp) {
    const stop = new AbortController()
    const { baseUrl, send } = openInProcess(setup, secrets, { ...manner, onFramed: () => stop.abort() })
    // One case after the other: a server that counts its requests answers the same in every proof.
    const target = { baseUrl, send, secrets: NO_SECRETS, signal: stop.signal, concurrency: 1 }
    const proof = await proveAt(target, options, manner)
    if (!stop.signal.aborted) return proof
  }
  const { baseUrl, close } = await startReferenceServer(server)
  const wire = openWire(options.faults?.length ? HASTY : PATIENT)
  try {
    const target = { baseUrl, send: wire.send, secrets, signal: new AbortController().signal, concurrency: 8 }
    // A reply that was made ahead has not crossed the wire.
    const { prepared: _, ...others } = manner
    return await proveAt(target, options, others)
  } finally {
    await wire.close()
    await close()
  }
}

interface Target {
  readonly baseUrl: string
  readonly send: Send
  /** The secrets that are removed from every report. */
  readonly secrets: Secrets
  readonly signal: AbortSignal
  /** How many cases run at the same time. */
  readonly concurrency: number
}

async function proveAt(
  { baseUrl, send, secrets, signal, concurrency }: Target,
  { dialect }: ReferenceOptions,
  {
    only,
    profile: profileName = 'openai',
    rules = allRules,
    suggests = false,
    fixturesUrl,
    prepared,
    verdictsOnly,
  }: Manner,
): Promise<Proof> {
  const profile = profileNamed(profileName)
  const { adapt, api } = profile
  const approach = { baseUrl, keyName: 'OPENAI_API_KEY', headers: HEADERS, adapt, api, send, signal }
  const model = dialect ? await findModel(approach) : 'reference-1'
  const target = { baseUrl, model, profile: profileName }
  const setting = settingFor(profile, baseUrl, model, fixturesUrl)
  const chosen = only ? cases.filter(({ id, suite }) => only.includes(id) || only.includes(suite)) : cases
  const plan = makePlan({ cases: chosen, target, profile, hasKey: true, servesFixtures: fixturesUrl !== undefined })
  const candidates = suggests ? { candidates: loadProfiles } : {}
  const common = { send, rules, profile, setting, concurrency, ...candidates }
  if (verdictsOnly) return proofOf(await judgePlan(plan, { ...common, signal, ...(prepared ? { prepared } : {}) }))
  for await (const event of run(plan, { ...common, secrets, attempts: 1, version: '0' }, signal))
    if (event.type === 'end') return proofOf(event.report)
  throw new Error('the run has no end')
}

const ownProfiles = listProfiles()
const profiles = new Map<string, Profile>()

/** A profile; those of the package are read once. */
function profileNamed(name: string): Profile {
  const profile = profiles.get(name) ?? loadProfile(name)
  if (ownProfiles.includes(name)) profiles.set(name, profile)
  return profile
}

const HEADERS = {
  accept: 'application/json, text/event-stream',
  'accept-encoding': 'identity',
  authorization: 'Bearer $OPENAI_API_KEY',
}

const settings = new Map<string, Setting>()

/** How requests are composed: one object for all proofs of a kind, so that what is kept for it is found again. */
function settingFor({ name, adapt, api }: Profile, baseUrl: string, model: string, fixturesUrl?: string): Setting {
  const key = JSON.stringify([name, baseUrl, model, fixturesUrl])
  const served = fixturesUrl === undefined ? {} : { fixturesUrl }
  const setting = settings.get(key) ?? { baseUrl, model, headers: HEADERS, adapt, api, ...served }
  settings.set(key, setting)
  return setting
}

function proofOf(report: Report): Proof {
  return { report, findings: byRule(report) }
}

function byRule({ cases }: Report): Map<string, Noted[]> {
  const counted = cases.flatMap(({ findings }) => findings).filter(({ tolerated }) => tolerated === undefined)
  const rules = new Map<string, Noted[]>()
  for (const finding of counted) {
    const findings = rules.get(finding.rule)
    if (findings) findings.push(finding)
    else rules.set(finding.rule, [finding])
  }
  return rules
}

/** The rules of these levels that have findings, sorted. */
export function ofLevel(proof: Proof, ...levels: Rule['level'][]): string[] {
  return [...proof.findings]
    .filter(([, [first]]) => first && levels.includes(first.level))
    .map(([id]) => id)
    .sort()
}

const recordings = new Map<string, Promise<Recording>>()

/** The complete suite against the reference server, once for all files of a worker and each way in which its model thinks. */
export function readRecording(think?: Thinking): Promise<Recording> {
  const key = JSON.stringify(think ?? null)
  const recording = recordings.get(key) ?? record(think ? { think } : {})
  recordings.set(key, recording)
  return recording
}

/** A recorded run of the suite against the reference server, in a dialect if one is named. */
export async function record(
  { dialect, think }: Pick<ReferenceOptions, 'dialect' | 'think'> = {},
  fixturesUrl?: string,
): Promise<Recording> {
  const { twist, onDraft, recording } = startRecorder()
  await prove(
    { twists: [twist], ...(dialect === undefined ? {} : { dialect }), ...(think ? { think } : {}) },
    {
      onDraft,
      rules: new Map(),
      overHttp: false,
      profile: dialect,
      ...(fixturesUrl === undefined ? {} : { fixturesUrl }),
    },
  )
  return recording
}
