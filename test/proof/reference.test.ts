/** The reference server, and models that prove nothing of it. */
import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/index.ts'
import { LONGEST_MS, ofLevel, prove } from '../support/proof.ts'

describe('the reference server itself', { timeout: LONGEST_MS }, () => {
  it('passes every case without a finding, judged by the contract alone', async () => {
    const proof = await prove({})
    // What naive clients need goes beyond the contract.
    expect(ofLevel(proof, 'MUST', 'SHOULD', 'MAY').filter((rule) => !rule.startsWith('clients/'))).toEqual([])
    expect(notPassed(proof.report)).toEqual([])
  })

  it('is not blamed for its model: with random words no MUST or SHOULD rule has a finding and no case fails', async () => {
    const proof = await prove({ quality: 'random' })
    expect(ofLevel(proof, 'MUST', 'SHOULD')).toEqual([])
    const { fail, error, inconclusive } = proof.report.summary.cases
    expect({ fail, error }).toEqual({ fail: 0, error: 0 })
    expect(inconclusive).toBeGreaterThan(0)
  })

  // A model that gives the same answer by luck, or nearly always, proves nothing of how the server answers again.
  it.each((['lucky', 'wavering'] as const).flatMap((quality) => [1, 2].map((modelSeed) => ({ quality, modelSeed }))))(
    'is not blamed for its model: $quality, from seed $modelSeed',
    async (options) => {
      const proof = await prove(options, { verdictsOnly: true })
      expect(ofLevel(proof, 'MUST', 'SHOULD')).toEqual([])
      const { fail, error } = proof.report.summary.cases
      expect({ fail, error }).toEqual({ fail: 0, error: 0 })
    },
  )
})

function notPassed(report: Report): string[] {
  return report.cases
    .filter(({ outcome }) => outcome !== 'pass' && outcome !== 'skip')
    .map(({ id, outcome, reason }) => `${id}: ${outcome} ${reason ?? ''}`)
}
