/** The fault matrix, one test for each fault: the rule meant speaks by its id, and every other MUST rule that speaks is a known consequence. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listFaults } from '../../server/index.ts'
import { readFaults } from '../../server/twists.ts'
import { loadRules } from '../../src/ask/registry.ts'
import { ofLevel, prove, reachOf } from './proof.ts'

/** One share of the faults: the files that call this run side by side. */
export async function testFaults(share: number, of: number): Promise<void> {
  const rules = await loadRules()
  const faults = (await listFaults()).filter((_, i) => i % of === share)
  let caught = 0
  let casesOf: Awaited<ReturnType<typeof reachOf>>
  describe(`faults, share ${share + 1} of ${of}`, () => {
    beforeAll(async () => {
      const twists = await readFaults()
      casesOf = await reachOf(
        new Map([...twists].filter(([id]) => faults.some((one) => one.id === id && !one.dialect))),
      )
    }, 120_000)
    it.each(faults)('$id is caught by $breaks', { timeout: 60_000 }, async ({ id, breaks, also, dialect }) => {
      expect([...rules.keys()], 'the fault names a rule').toContain(breaks)
      // What breaks a dialect is shown by the profile of that name.
      const changed = dialect ? undefined : casesOf(id)
      expect(changed, 'cases in which the fault changes something').not.toEqual([])
      const proof = await prove({ faults: [id], ...(dialect ? { dialect } : {}) }, changed, dialect)
      expect([...proof.spoke.keys()]).toContain(breaks)
      caught++
      expect(ofLevel(proof, 'MUST').filter((rule) => rule !== breaks)).toEqual([...also].sort())
      expect(bugs(proof.report.cases), 'a rule or the engine failed').toEqual([])
    })
    afterAll(() => console.log(`faults caught by the rule meant for them: ${caught} of ${faults.length}`))
  })
}

function bugs(cases: readonly { readonly reason?: string }[]): (string | undefined)[] {
  return cases.map(({ reason }) => reason).filter((reason) => reason?.startsWith('a bug of'))
}
