/** Proves that legal variants are left alone. */
import { beforeAll, describe, expect, it } from 'vitest'
import { listVariants } from '../../server/index.ts'
import { readVariants } from '../../server/twists.ts'
import { isThorough, LONGEST_MS, ofLevel, type Proof, prove, readRecording } from './proof.ts'
import { reachIn } from './reach.ts'

/** The test files among which the variants are divided, so that they run at the same time. */
export const VARIANT_SHARES = 4

/** Tests one share of the variants, counted from 1. */
export async function testVariants(share: number): Promise<void> {
  const variants = (await listVariants()).filter((_, i) => i % VARIANT_SHARES === share - 1)
  const twists = await readVariants()

  describe(`legal variants, share ${share} of ${VARIANT_SHARES}`, {
    timeout: LONGEST_MS,
    meta: { proof: 'legal variants left alone' },
  }, () => {
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
}

function expectQuiet(proof: Proof): void {
  expect(proof.report.cases).not.toEqual([])
  expect(ofLevel(proof, 'MUST', 'SHOULD')).toEqual([])
  const { fail, error } = proof.report.summary.cases
  expect({ fail, error }).toEqual({ fail: 0, error: 0 })
}
