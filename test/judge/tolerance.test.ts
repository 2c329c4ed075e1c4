import { describe, expect, it } from 'vitest'
import { findStale, markTolerated } from '../../src/judge/tolerance.ts'
import type { Level, Noted, Tolerance, Verdict } from '../../src/model/index.ts'
import { aProfile } from '../support/cases.ts'

function noted(level: Level, patch: Partial<Noted> = {}): Noted {
  return { rule: 'area/rule', level, turn: 0, at: '/choices/0/index', message: 'is wrong', ...patch }
}

const must = noted('MUST')

describe('a tolerance', () => {
  const covers = (tolerance: Partial<Tolerance>, finding: Partial<Noted>): boolean => {
    const tolerate = [{ rule: 'area/rule', reason: 'nobody is hurt', source: 'seen', ...tolerance }]
    const [kept] = markTolerated([noted('MUST', finding)], aProfile({ tolerate }), 'suite/case')
    return kept?.tolerated === 'nobody is hurt'
  }

  it.each([
    ['the rule anywhere', {}, { at: '' }, true],
    ['another rule', { rule: 'area/other' }, {}, false],
    ['the place', { at: '/choices/0/index' }, {}, true],
    ['a step of any name', { at: '/choices/*/index' }, { at: '/choices/17/index' }, true],
    ['a step within another', { at: '/choices/*' }, { at: '/choices/0/index' }, false],
    ['a longer place', { at: '/choices/*/index/0' }, {}, false],
    ['what is no pattern', { at: '/a.b' }, { at: '/axb' }, false],
    ['an absent member', { when: 'absent' }, {}, true],
    ['a null that is not absent', { when: 'absent' }, { got: null }, false],
    ['a null', { when: 'null' }, { got: null }, true],
    ['an absent member that is no null', { when: 'null' }, {}, false],
    ['a value that is no null', { when: 'null' }, { got: 0 }, false],
    ['all of it', { at: '/*/0/index', when: 'null' }, { got: null }, true],
  ] satisfies [string, Partial<Tolerance>, Partial<Noted>, boolean][])('%s', (_, tolerance, finding, expected) => {
    expect(covers(tolerance, finding)).toBe(expected)
  })

  const NAMES = ['boolean', 'integer', 'number', 'string', 'array', 'object', 'null', 'absent'] as const
  it.each([
    [true, ['boolean']],
    [7, ['integer', 'number']],
    [0.5, ['number']],
    ['7', ['string']],
    ['', ['string']],
    [[], ['array']],
    [{}, ['object']],
    [null, ['null']],
    [undefined, ['absent']],
  ])('for what was there: %j is of the types %j alone', (got, types) => {
    expect(NAMES.filter((when) => covers({ when }, { got }))).toEqual(types)
  })

  it.each([
    ['the case', 'suite/case', true],
    ['its suite', 'suite', true],
    ['a pattern of cases', '*/case', true],
    ['another case', 'suite/cas', false],
    ['what a matrix made of it', 'suite/case/n-2', false],
  ])('in some cases: %s', (_, pattern, expected) => {
    expect(covers({ case: pattern }, {})).toBe(expected)
  })

  it('leaves the finding visible, with the first reason that holds', () => {
    const because = (reason: string): Tolerance => ({ rule: 'area/rule', reason, source: 's' })
    const profile = aProfile({ tolerate: [because('first'), because('second')] })
    expect(markTolerated([must, noted('MUST', { rule: 'area/other' })], profile, 'suite/case')).toEqual([
      { ...must, tolerated: 'first' },
      noted('MUST', { rule: 'area/other' }),
    ])
  })
})

describe('a stale tolerance', () => {
  const tolerance = (patch: Partial<Tolerance>): Tolerance => ({
    rule: 'area/rule',
    reason: 'r',
    source: 's',
    expected: true,
    ...patch,
  })
  const verdict = (id: string, ...findings: Noted[]): Verdict => ({
    id,
    title: id,
    outcome: 'pass',
    suite: 'a',
    needs: [],
    attempts: 1,
    findings,
    turns: [],
  })
  const staleOf = (tolerate: readonly Tolerance[], ...verdicts: Verdict[]): readonly Tolerance[] =>
    findStale(verdicts, aProfile({ tolerate }))

  it('is one that no finding of any case needs', () => {
    const needed = tolerance({})
    const other = tolerance({ rule: 'area/other' })
    const elsewhere = tolerance({ at: '/usage' })
    expect(staleOf([needed, other, elsewhere], verdict('a/b'), verdict('a/c', must))).toEqual([other, elsewhere])
  })

  it('is one for a case in which nothing is found', () => {
    const here = tolerance({ case: 'a/b' })
    expect(staleOf([here], verdict('a/b'), verdict('a/c', must))).toEqual([here])
    expect(staleOf([here], verdict('a/b', must))).toEqual([])
  })

  it('is none that says what servers may do', () => {
    expect(staleOf([tolerance({ expected: false }), { rule: 'area/rule', reason: 'r', source: 's' }])).toEqual([])
  })
})
