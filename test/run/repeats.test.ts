import { describe, expect, it } from 'vitest'
import type { Noted, Outcome } from '../../src/model/index.ts'
import { combineTries, type Tried } from '../../src/run/repeats.ts'

const aFinding = (at: string): Noted => ({ rule: 'a/b', level: 'MUST', turn: 0, at, message: 'x' })
const tried = (outcome: Outcome, findings: readonly Noted[] = [], reason?: string): Tried => ({
  outcome,
  findings,
  turns: [],
  ...(reason ? { reason } : {}),
})

describe('several runs of a case', () => {
  it.each([
    [['pass', 'fail', 'pass'], 'fail'],
    [['inconclusive', 'pass', 'inconclusive'], 'pass'],
    [['pass', 'warn'], 'warn'],
    [['error', 'pass'], 'pass'],
    [['error', 'inconclusive'], 'inconclusive'],
    [['unsupported', 'unsupported'], 'unsupported'],
  ] as const)('%j are summarized as %s', (outcomes, expected) => {
    expect(combineTries(outcomes.map((outcome) => tried(outcome))).outcome).toBe(expected)
  })

  it('give the pass rate of the runs that reached a verdict', () => {
    const { repeats } = combineTries(
      (['pass', 'warn', 'fail', 'inconclusive', 'error'] as const).map((one) => tried(one)),
    )
    expect(repeats).toMatchObject({
      passed: 2,
      of: 4,
      outcomes: { pass: 1, warn: 1, fail: 1, inconclusive: 1, error: 1 },
    })
    expect(repeats.passPower).toHaveLength(4)
    expect(repeats.passPower[0]).toBeCloseTo(1 / 2)
    expect(repeats.interval[0]).toBeLessThan(1 / 2)
    expect(repeats.interval[1]).toBeGreaterThan(1 / 2)
  })

  it('contain each finding once, and the reason of the deciding run', () => {
    const combined = combineTries([
      tried('inconclusive', [], 'it did not call'),
      tried('fail', [aFinding('/a'), aFinding('/b')]),
      tried('fail', [aFinding('/b'), aFinding('/c')]),
    ])
    expect(combined.findings.map(({ at }) => at)).toEqual(['/a', '/b', '/c'])
    expect(combined.reason).toBeUndefined()
  })
})
