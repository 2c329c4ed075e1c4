/** Runs the whole suite against the reference server, broken or varied in one way, and says which rules spoke. */

import { type ReferenceOptions, startReferenceServer } from '../../server/index.ts'
import { loadProfile, loadSuites } from '../../src/load.ts'
import type { Noted, Report, Rule } from '../../src/model.ts'
import { makePlan } from '../../src/plan.ts'
import { loadRules } from '../../src/registry.ts'
import { run } from '../../src/run.ts'
import { openWire, WIRE_DEFAULTS } from '../../src/send.ts'

const cases = loadSuites()
const rules = await loadRules()

/** A server that needs a key is asked about keys too. */
const KEY = 'sk-reference-0123456789'

export interface Proof {
  readonly report: Report
  /** Findings that the profile does not tolerate, by rule. */
  readonly spoke: ReadonlyMap<string, readonly Noted[]>
}

/** Times are short: on loopback a reply that is not there at once never comes. */
const WIRE = {
  ...WIRE_DEFAULTS,
  proxies: false,
  retries: 0,
  firstByteMs: 3000,
  idleMs: 1500,
  totalMs: 5000,
  maxBytes: 4_000_000,
}

/** @param profile `openai` tolerates nothing, so nothing that a rule says is lost. */
export async function prove(server: ReferenceOptions, profileName = 'openai'): Promise<Proof> {
  const { baseUrl, close } = await startReferenceServer({ apiKey: KEY, ...server })
  const secrets = new Map([['$OPENAI_API_KEY', KEY]])
  const wire = openWire({ ...WIRE, secrets })
  const profile = loadProfile(profileName)
  const target = { baseUrl, model: 'reference-1', profile: profileName }
  const headers = { accept: 'application/json, text/event-stream', authorization: 'Bearer $OPENAI_API_KEY' }
  const plan = makePlan({ cases, target, profile, hasKey: true, servesFixtures: false })
  const tools = { send: wire.send, rules, profile, setting: { baseUrl, model: 'reference-1', headers }, secrets }
  try {
    for await (const event of run(
      plan,
      { ...tools, attempts: 1, concurrency: 8, version: '0' },
      new AbortController().signal,
    ))
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
