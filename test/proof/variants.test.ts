import { beforeAll, describe, expect, it } from 'vitest'
import { listVariants } from '../../server/index.ts'
import { readVariants } from '../../server/twists.ts'
import type { Report } from '../../src/model/index.ts'
import { isThorough, LONGEST_MS, ofLevel, type Proof, prove, readRecording } from '../support/proof.ts'
import { reachIn } from '../support/reach.ts'

const variants = await listVariants()
const twists = await readVariants()

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

describe('legal variants', { timeout: LONGEST_MS, meta: { proof: 'legal variants left alone' } }, () => {
  beforeAll(async () => void (await readRecording()), LONGEST_MS)
  it.each(variants)('$id is left alone', async ({ id }) => {
    const twist = twists.get(id)
    // A model that thinks answers every request in another way.
    if (twist?.think) return expectQuiet(await prove({ variants: [id] }, { verdictsOnly: true }))
    const { cases, prepared } = reachIn(await readRecording(), twist ?? { says: '' })
    expect(cases, 'cases in which the variant changes something').not.toEqual([])
    if (!twist?.pieces || isThorough)
      return expectQuiet(
        await prove({ variants: [id] }, { only: cases, verdictsOnly: true, ...(prepared ? { prepared } : {}) }),
      )
    // In process every cut is kept. Over a socket, where neighbours may arrive together, one suite is enough.
    expectQuiet(await prove({ variants: [id] }, { only: cases, overHttp: false, verdictsOnly: true }))
    const streaming = cases?.filter((name) => name.startsWith('streaming/'))
    expectQuiet(await prove({ variants: [id] }, { only: streaming, verdictsOnly: true }))
  })
})

function expectQuiet(proof: Proof): void {
  expect(proof.report.cases).not.toEqual([])
  expect(ofLevel(proof, 'MUST', 'SHOULD')).toEqual([])
  const { fail, error } = proof.report.summary.cases
  expect({ fail, error }).toEqual({ fail: 0, error: 0 })
}

function notPassed(report: Report): string[] {
  return report.cases
    .filter(({ outcome }) => outcome !== 'pass' && outcome !== 'skip')
    .map(({ id, outcome, reason }) => `${id}: ${outcome} ${reason ?? ''}`)
}
