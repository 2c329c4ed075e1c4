import { describe, expect, it } from 'vitest'
import { check, note, shorten } from '../../src/judge/check.ts'
import type { Finding, Rule } from '../../src/model/index.ts'
import { nested } from '../support/hostile.ts'
import { completion, errorReply } from '../support/seen.ts'

function aRule(patch: Partial<Rule> = {}): Rule {
  return {
    says: 'x',
    level: 'MUST',
    basis: 'published schema',
    source: 'x',
    why: 'x',
    mend: 'x',
    wrong: 'x',
    right: 'x',
    on: ['json'],
    ...patch,
  }
}

const finding: Finding = { at: '/id', message: 'is wrong' }
const rulesOf = (rules: Readonly<Record<string, Rule>>): ReadonlyMap<string, Rule> => new Map(Object.entries(rules))

describe('check', () => {
  it('evaluates the rules for their kinds of subject, in order', () => {
    const rules = rulesOf({
      'b/one': aRule({ check: () => [finding, { ...finding, got: undefined }] }),
      'a/other-kind': aRule({ on: ['error'], check: () => [finding] }),
      'a/by-cases-only': aRule({ on: [] }),
      'a/two': aRule({ level: 'SHOULD', on: ['error', 'json'], check: () => [{ ...finding, got: 1 }] }),
    })
    expect(check(completion(), rules, 3)).toEqual([
      { rule: 'b/one', level: 'MUST', turn: 3, at: '/id', message: 'is wrong' },
      { rule: 'b/one', level: 'MUST', turn: 3, at: '/id', message: 'is wrong', got: undefined },
      { rule: 'a/two', level: 'SHOULD', turn: 3, at: '/id', message: 'is wrong', got: 1 },
    ])
    expect(check(errorReply(), rules, 0).map(({ rule }) => rule)).toEqual(['a/other-kind', 'a/two'])
  })

  it('limits the findings of one rule', () => {
    let evaluations = 0
    const endless = aRule({
      *check() {
        for (;;) {
          evaluations++
          yield finding
        }
      },
    })
    expect(check(completion(), rulesOf({ 'a/endless': endless }), 0)).toHaveLength(20)
    expect(evaluations).toBe(20)
  })

  it('names the rule that throws', () => {
    const failing = aRule({
      check() {
        throw new TypeError('x is not iterable')
      },
    })
    expect(() => check(completion(), rulesOf({ 'a/bad': failing }), 0)).toThrow(
      'the rule a/bad failed: x is not iterable',
    )
  })
})

describe('the value shown in a finding', () => {
  it('is shortened', () => {
    expect(shorten('a'.repeat(301))).toBe(`${'a'.repeat(300)}…`)
    expect(shorten([1, 2, 3, 4, 5, 6, 7])).toEqual([1, 2, 3, 4, 5, '… 2 more'])
    expect(shorten({ a: { b: { c: { d: 1 } } } })).toEqual({ a: { b: { c: '{…}' } } })
    expect(shorten(JSON.parse(nested(100_000)))).toEqual([[['[…]']]])
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, i]))
    expect(Object.entries(shorten(many) as object)).toHaveLength(13)
    expect(shorten(many)).toMatchObject({ k11: 11, '…': '8 more' })
  })

  it('is the value itself if that is short', () => {
    for (const value of [null, undefined, 0, true, 'a', [1], { a: [{}] }]) expect(shorten(value)).toEqual(value)
  })

  it('is present only if there was a value', () => {
    expect('got' in note(finding, 'a/b', aRule(), 0)).toBe(false)
    expect(note({ ...finding, got: null }, 'a/b', aRule(), 0).got).toBeNull()
  })
})
