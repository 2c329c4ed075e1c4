/**
 * The fault matrix. For each fault: the rule meant for it has a finding, every other MUST rule that has one is a known
 * consequence, and the report has one defect, of the rule meant.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { type ListedFault, listFaults } from '../../server/index.ts'
import type { Twist } from '../../server/twist.ts'
import { readFaults } from '../../server/twists.ts'
import { loadRules } from '../../src/ask/registry.ts'
import type { Rule, Verdict } from '../../src/model/index.ts'
import { contradictionsIn } from './contradictions.ts'
import { OTHER_DEFECTS } from './other-defects.ts'
import { isThorough, LONGEST_MS, type Manner, ofLevel, type Proof, prove, readRecording } from './proof.ts'
import { reachIn } from './reach.ts'
import { CHAT } from './seen.ts'
import { cases, readClean, tablesOf } from './tables.ts'

/** The number of files that each test a share of the faults, so that every core has work until the end. */
export const SHARES = 8

const rules = await loadRules()

/** @param share from 1 */
export async function testFaults(share: number, of: number): Promise<void> {
  const faults = (await listFaults()).filter((_, i) => i % of === share - 1)
  const proofs = new Map<string, Proof>()
  describe.each([
    ['faults', faults.filter(({ only }) => !only)],
    ['pair faults', faults.filter(({ only }) => only)],
  ] as const)(`%s, share ${share} of ${of}`, { timeout: LONGEST_MS }, (kind, own) => {
    beforeAll(async () => void (await readRecording()), LONGEST_MS)
    it.each(own)(
      '$id is caught by $breaks',
      { meta: { proof: `${kind} caught by the rule meant for them` } },
      async (fault) => {
        const { id, breaks, also, dialect } = fault
        expect([...rules.keys()], 'the fault names a rule').toContain(breaks)
        const manner = { ...(await reachOf(fault)), ...(isThorough ? {} : { rules: rulesFor(fault) }) }
        expect(manner.only, 'cases in which the fault changes something').not.toEqual([])
        const proof = await prove({ faults: [id], ...(dialect ? { dialect } : {}) }, { ...manner, verdictsOnly: true })
        proofs.set(id, proof)
        expect([...proof.findings.keys()]).toContain(breaks)
        expect(ofLevel(proof, 'MUST').filter((rule) => rule !== breaks)).toEqual([...also].sort())
        expect(bugs(proof.report.cases), 'a rule or the engine failed').toEqual([])
        expect(dialect ? [] : await contradictionsWith(proof.report.cases), 'tables that contradict').toEqual([])
      },
    )
  })
  describe.each([
    ['one defect', faults.filter(({ id }) => !OTHER_DEFECTS.has(id)), {}],
    ['other defects', faults.filter(({ id }) => OTHER_DEFECTS.has(id)), { isException: true }],
  ] as const)('%s', (_, own, meta) => {
    it.each(own)(
      '$id',
      { meta: { proof: 'faults reported as one defect, of the rule meant', ...meta } },
      ({ id, breaks }) => {
        // Findings of level MAY are no defects.
        const meant = rules.get(breaks)?.level === 'MAY' ? [] : [breaks]
        const defects = proofs.get(id)?.report.defects.map(({ rule }) => rule)
        expect(defects).toEqual(OTHER_DEFECTS.get(id)?.defects ?? meant)
        if (OTHER_DEFECTS.has(id)) expect(defects, 'an exception that is none').not.toEqual(meant)
      },
    )
  })
}

/** What the tables of capabilities and parameters say that cannot both be true, if these cases have changed. */
async function contradictionsWith(changed: readonly Verdict[]): Promise<string[]> {
  const verdicts = new Map([...(await readClean()), ...changed].map((verdict) => [verdict.id, verdict]))
  return contradictionsIn(tablesOf([...verdicts.values()]), cases, CHAT.capabilities)
}

/** The cases that a fault changes, with the replies if they are known. A fault of a dialect is judged by the profile of the same name. */
export async function reachOf({ id, dialect }: ListedFault): Promise<Manner> {
  if (dialect) return { profile: dialect }
  const twist = (await readFaults()).get(id)
  if (!twist) throw new Error(`there is no fault ${id}`)
  const { cases, prepared } = reachIn(await readRecording(twist.think), twist)
  if (cases) return { only: withWitnesses(cases, twist), ...(prepared ? { prepared } : {}) }
  return NEEDS_OVERLAP.includes(id) ? { overHttp: true } : {}
}

/** A refusal is judged by what the target accepts elsewhere: cases that each show a capability run too. */
function withWitnesses(reached: readonly string[], { refusal }: Twist): readonly string[] {
  return refusal && reached.length ? [...new Set([...reached, ...WITNESSES])] : reached
}

const WITNESSES = [
  'single-turn/smallest-request',
  'single-turn/hello',
  'streaming/short',
  'streaming/usage/words',
  'function-calling/auto/plain',
  'function-calling/required/plain',
  'function-calling/one-at-a-time/plain',
  'function-calling/legacy/plain',
  'multimodal/colour/red-png',
  'multimodal/picture-first',
  'parameters/n/three',
  'parameters/stop/plain',
  'parameters/stop/streamed',
  'parameters/stop-unused',
  'parameters/max-tokens/plain',
  'parameters/seed-repeats',
  'parameters/logit-bias/plain',
  'logprobs/greedy',
  'models/list',
  'multi-turn/developer-word',
  'multi-turn/system-word/plain',
  'structured-output/json-object/plain',
]

/** Faults that have another consequence where the requests arrive one after the other, as in process. */
const NEEDS_OVERLAP = ['prompt-tokens-of-the-rest']

/** The rules that are evaluated: all that count, and the rule meant. */
export function rulesFor({ breaks }: ListedFault): ReadonlyMap<string, Rule> {
  return new Map([...rules].filter(([id, { level }]) => level !== 'MAY' || id === breaks))
}

function bugs(cases: readonly { readonly reason?: string }[]): (string | undefined)[] {
  return cases.map(({ reason }) => reason).filter((reason) => reason?.startsWith('a bug of'))
}
