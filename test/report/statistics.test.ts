import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { passPower, wilson } from '../../src/report/statistics.ts'

const counts = fc.integer({ min: 1, max: 60 }).chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)))

describe('the Wilson interval', () => {
  // The formula of E. B. Wilson (1927), calculated by hand to three places.
  it.each([
    [0, 10, 0, 0.278],
    [5, 10, 0.237, 0.763],
    [10, 10, 0.722, 1],
    [1, 1, 0.207, 1],
    [81, 100, 0.722, 0.875],
  ])('of %i out of %i', (passed, of, low, high) => {
    const [from, to] = wilson(passed, of)
    expect(from).toBeCloseTo(low, 3)
    expect(to).toBeCloseTo(high, 3)
  })

  it('of no runs is the full range', () => {
    expect(wilson(0, 0)).toEqual([0, 1])
  })

  it('contains the rate, stays within 0 and 1, and mirrors the interval of the failures', () => {
    fc.assert(
      fc.property(counts, ([passed, of]) => {
        const [low, high] = wilson(passed, of)
        expect(low).toBeLessThanOrEqual(passed / of)
        expect(high).toBeGreaterThanOrEqual(passed / of)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        const [mirroredLow, mirroredHigh] = wilson(of - passed, of)
        expect(mirroredLow).toBeCloseTo(1 - high, 9)
        expect(mirroredHigh).toBeCloseTo(1 - low, 9)
      }),
    )
  })
})

describe('pass^k', () => {
  it('is the share of choices of k runs in which all pass', () => {
    expect(passPower(3, 4, 1)).toBeCloseTo(3 / 4)
    // 3 of the 6 pairs of 4 runs.
    expect(passPower(3, 4, 2)).toBeCloseTo(1 / 2)
    expect(passPower(3, 4, 3)).toBeCloseTo(1 / 4)
    expect(passPower(3, 4, 4)).toBe(0)
  })

  it('is 1 if all pass, and never grows with k', () => {
    fc.assert(
      fc.property(counts, ([passed, of]) => {
        expect(passPower(of, of, of)).toBe(1)
        for (let k = 1; k < of; k++) expect(passPower(passed, of, k + 1)).toBeLessThanOrEqual(passPower(passed, of, k))
      }),
    )
  })
})
