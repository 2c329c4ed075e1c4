/**
 * The fault matrix, one test for each fault: the rule meant for it has a finding, and every other MUST rule that has one
 * is a known consequence.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { type ListedFault, listFaults } from '../../server/index.ts'
import { readFaults } from '../../server/twists.ts'
import { loadRules } from '../../src/ask/registry.ts'
import type { Rule } from '../../src/model/index.ts'
import { isThorough, LONGEST_MS, type Manner, ofLevel, prove, readRecording } from './proof.ts'
import { reachIn } from './reach.ts'

/** The number of files that each test a share of the faults, so that every core has work until the end. */
export const SHARES = 8

const rules = await loadRules()

/** @param share from 1 */
export async function testFaults(share: number, of: number): Promise<void> {
  const faults = (await listFaults()).filter((_, i) => i % of === share - 1)
  const meta = { proof: 'faults caught by the rule meant for them' }
  describe(`faults, share ${share} of ${of}`, { timeout: LONGEST_MS, meta }, () => {
    beforeAll(readRecording, LONGEST_MS)
    it.each(faults)('$id is caught by $breaks', async (fault) => {
      const { id, breaks, also, dialect } = fault
      expect([...rules.keys()], 'the fault names a rule').toContain(breaks)
      const manner = { ...(await reachOf(fault)), ...(isThorough ? {} : { rules: rulesFor(fault) }) }
      expect(manner.only, 'cases in which the fault changes something').not.toEqual([])
      const proof = await prove({ faults: [id], ...(dialect ? { dialect } : {}) }, { ...manner, verdictsOnly: true })
      expect([...proof.findings.keys()]).toContain(breaks)
      expect(ofLevel(proof, 'MUST').filter((rule) => rule !== breaks)).toEqual([...also].sort())
      expect(bugs(proof.report.cases), 'a rule or the engine failed').toEqual([])
    })
  })
}

/** The cases that a fault changes, with the replies if they are known. A fault of a dialect is judged by the profile of the same name. */
export async function reachOf({ id, dialect }: ListedFault): Promise<Manner> {
  if (dialect) return { profile: dialect }
  const twist = (await readFaults()).get(id)
  if (!twist) throw new Error(`there is no fault ${id}`)
  const { cases, prepared } = reachIn(await readRecording(), twist)
  if (cases) return { only: cases, ...(prepared ? { prepared } : {}) }
  return NEEDS_OVERLAP.includes(id) ? { overHttp: true } : {}
}

/** Faults that have another consequence where the requests arrive one after the other, as in process. */
const NEEDS_OVERLAP = ['prompt-tokens-of-the-rest']

/** The rules whose findings the matrix compares: all MUST rules, and the rule meant. */
export function rulesFor({ breaks }: ListedFault): ReadonlyMap<string, Rule> {
  return new Map([...rules].filter(([id, { level }]) => level === 'MUST' || id === breaks))
}

function bugs(cases: readonly { readonly reason?: string }[]): (string | undefined)[] {
  return cases.map(({ reason }) => reason).filter((reason) => reason?.startsWith('a bug of'))
}
