import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listVariants } from '../../server/index.ts'
import { readVariants } from '../../server/twists.ts'
import type { Report } from '../../src/model/index.ts'
import { ofLevel, prove, reachOf } from '../support/proof.ts'

const variants = await listVariants()
let quiet = 0

describe('the reference server itself', { timeout: 120_000 }, () => {
  it('passes every case without a finding, to the letter of the contract', async () => {
    const proof = await prove({})
    // What naive clients need goes beyond the contract.
    expect(ofLevel(proof, 'MUST', 'SHOULD', 'MAY').filter((rule) => !rule.startsWith('clients/'))).toEqual([])
    expect(notPassed(proof.report)).toEqual([])
  })

  it('is not blamed for its model: with random words no MUST or SHOULD rule speaks and no case fails', async () => {
    const proof = await prove({ quality: 'random' })
    expect(ofLevel(proof, 'MUST', 'SHOULD')).toEqual([])
    const { fail, error, inconclusive } = proof.report.summary.cases
    expect({ fail, error }).toEqual({ fail: 0, error: 0 })
    expect(inconclusive).toBeGreaterThan(0)
  })
})

describe('legal variants', () => {
  let casesOf: Awaited<ReturnType<typeof reachOf>>
  beforeAll(async () => {
    casesOf = await reachOf(await readVariants())
  }, 120_000)
  it.each(variants)('$id is left alone', { timeout: 120_000 }, async ({ id }) => {
    const changed = casesOf(id)
    expect(changed, 'cases in which the variant changes something').not.toEqual([])
    const proof = await prove({ variants: [id] }, changed)
    expect(ofLevel(proof, 'MUST', 'SHOULD')).toEqual([])
    const { fail, error } = proof.report.summary.cases
    expect({ fail, error }).toEqual({ fail: 0, error: 0 })
    quiet++
  })
  afterAll(() => console.log(`legal variants left alone: ${quiet} of ${variants.length}`))
})

function notPassed(report: Report): string[] {
  return report.cases
    .filter(({ outcome }) => outcome !== 'pass' && outcome !== 'skip')
    .map(({ id, outcome, reason }) => `${id}: ${outcome} ${reason ?? ''}`)
}
