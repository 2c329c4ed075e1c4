/** Which turn, rule and case the findings of a run belong to. */
import { describe, expect, it } from 'vitest'
import type { Case } from '../../src/model/index.ts'
import { aCase, aProfile, aTurn } from '../support/cases.ts'
import { aRule, eventsOf, planOf, reportIn, saying, scripted, tools, verdictOn } from '../support/scripted.ts'
import { ERROR } from '../support/seen.ts'

describe('findings', () => {
  it('name the rule, the level, the turn and the place', async () => {
    const two = aCase('s/two', { turns: [aTurn(), aTurn()] })
    const { findings } = await verdictOn(two, [saying('ok'), saying('BAD')])
    expect(findings).toMatchObject([{ rule: 'own/bad', level: 'MUST', turn: 1, at: '/body', message: 'says BAD' }])
  })

  it('of an expectation belong to the rule that the case names', async () => {
    const expectation = { content: { pattern: 'blue' }, calls: ['f'], fields: { '$.x': true } }
    const plain = await verdictOn(aCase('s/one', { turns: [aTurn({ expect: expectation })] }), [saying('red')])
    expect(plain.findings.map(({ rule, at }) => [rule, at])).toEqual([
      ['case/content', '/choices/0/message/content'],
      ['case/calls', '/choices/0/message/tool_calls'],
      ['case/fields', '$.x'],
    ])
    const named = aCase('s/one', { turns: [aTurn({ expect: { ...expectation, rule: 'own/may' } })] })
    expect(await verdictOn(named, [saying('red')])).toMatchObject({
      outcome: 'pass',
      findings: [{ rule: 'own/may', level: 'MAY' }, { rule: 'own/may' }, { rule: 'own/may' }],
    })
  })

  it('of a case do not repeat a 500 to an optional capability, which a rule already reports', async () => {
    const turns = [aTurn({ expect: { status: ['2xx'], rule: 'own/may' } })]
    const refused = [aTurn({ expect: { status: [400], rule: 'own/may' } })]
    const of = async (one: Case) => (await verdictOn(one, [[ERROR, { status: 500 }]])).findings
    for (const owed of [turns, refused]) {
      expect(await of(aCase('s/one', { turns: owed }))).toMatchObject([{ rule: 'own/may', got: 500 }])
      expect(await of(aCase('s/one', { turns: owed, needs: ['tools'] }))).toEqual([])
    }
  })

  it('that the profile tolerates are kept, with the reason', async () => {
    const profile = aProfile({ tolerate: [{ rule: 'own/bad', reason: 'it is known', source: 's' }] })
    const verdict = await verdictOn(aCase('s/one'), [saying('BAD')], { profile })
    expect(verdict).toMatchObject({ outcome: 'pass', findings: [{ tolerated: 'it is known' }] })
  })
})

describe('comparisons', () => {
  const compared = aRule({
    on: ['conversation'],
    check: () => [
      { at: '/replies/0/id', message: 'x' },
      { at: '/elsewhere', message: 'y' },
    ],
  })
  const wholeRun = aRule({ on: ['run'], check: () => [{ at: '/traces', message: 'z' }] })

  it('of the replies of a case belong to the turn they point to, or to the last turn', async () => {
    const two = aCase('s/two', { turns: [aTurn(), aTurn()] })
    const { findings } = await verdictOn(two, [saying('a')], { rules: new Map([['own/compared', compared]]) })
    expect(findings.map(({ turn }) => turn)).toEqual([0, 1])
    expect(
      (await verdictOn(aCase('s/one'), [saying('a')], { rules: new Map([['own/compared', compared]]) })).findings,
    ).toEqual([])
  })

  it('of all replies of a run form a separate verdict after the others', async () => {
    const runTools = tools(scripted(saying('a')).send, { rules: new Map([['own/run', wholeRun]]) })
    const { cases } = reportIn(await eventsOf(planOf(aCase('s/one'), aCase('s/two')), runTools))
    expect(cases.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['s/one', 'pass'],
      ['s/two', 'pass'],
      ['run/all-replies', 'fail'],
    ])
  })
})
