/** When the control of a case is sent, and in which order. */
import { describe, expect, it } from 'vitest'
import { withControl } from '../../src/ask/control.ts'
import { aCase, aTurn } from '../support/cases.ts'

const pair = (name: string) => ({
  form: aTurn({ fresh: true, send: { messages: [`form ${name}`] } }),
  plain: aTurn({ fresh: true, send: { messages: [`plain ${name}`] } }),
})
const control = {
  turn: 2,
  rule: 'own/meh',
  lost: 'the note',
  instead: 'in the question',
  pairs: [pair('a'), pair('b')],
}
const testCase = aCase('s/one', { turns: [aTurn(), aTurn()], control })

describe('the control', () => {
  it('follows the turns of the case, each request after what calls for it', () => {
    const { turns } = withControl(testCase, [], 1)
    expect(turns.slice(0, 2)).toEqual(testCase.turns)
    expect(turns.slice(2).map(({ send, when }) => [send.messages, when])).toEqual([
      [['form a'], { unmet: [2] }],
      [['plain a'], { unmet: [3] }],
      [['form b'], { unmet: [3], met: [4] }],
      [['plain b'], { unmet: [5] }],
    ])
  })

  it.each<[string, Parameters<typeof withControl>]>([
    ['an attempt that is not the last', [testCase, ['inconclusive'], 3]],
    ['a case that was decided once', [testCase, ['inconclusive', 'pass'], 3]],
    ['a case without one', [aCase('s/two'), [], 1]],
  ])('is not part of %s', (_, given) => {
    expect(withControl(...given)).toBe(given[0])
  })

  it('is part of the last of several attempts that were all inconclusive', () => {
    expect(withControl(testCase, ['inconclusive', 'inconclusive'], 3).turns).toHaveLength(6)
  })
})
