import { describe, expect, it } from 'vitest'
import { ownApis } from '../../src/ask/apis.ts'
import { loadRules } from '../../src/ask/registry.ts'
import { matches } from '../../src/foundation/patterns.ts'
import type { Explanation, Noted, Rule } from '../../src/model/index.ts'
import { foldFindings } from '../../src/report/fold.ts'
import { fieldOf } from '../../text/findings.ts'

const note = (rule: string, patch: Partial<Noted> = {}): Noted => ({
  rule,
  level: 'MUST',
  turn: 0,
  at: '/choices/0/x',
  message: 'is missing',
  ...patch,
})

const comparing = { on: ['conversation'] } as unknown as Rule
const rules = new Map<string, Rule>([['compare/texts', comparing]])

function explained(
  findings: readonly Noted[],
  ...explanations: readonly Partial<Explanation>[]
): (string | undefined)[] {
  const full = explanations.map((one): Explanation => ({ because: 'of a test', of: [], explains: [], ...one }))
  return foldFindings(findings, { rules, explanations: full }).map(({ explainedBy }) => explainedBy)
}

describe('a finding is explained', () => {
  it('by a finding on the same reply', () => {
    const findings = [note('b/b'), note('a/a')]
    expect(explained(findings, { of: ['a/*'], explains: ['b/b'] })).toEqual(['a/a', undefined])
  })

  it('not by a finding on another reply', () => {
    const findings = [note('b/b', { turn: 1 }), note('a/a')]
    expect(explained(findings, { of: ['a/a'], explains: ['b/b'] })).toEqual([undefined, undefined])
  })

  it('not by an explanation that depends on how many replies of the run show it', () => {
    const across = { of: ['a/a'], explains: ['b/b'], across: 'run' } as const
    expect(explained([note('b/b'), note('a/a')], across)).toEqual(['a/a', undefined])
    for (const count of [{ least: 2 }, { most: 9 }, { share: 0.5 }])
      expect(explained([note('b/b'), note('a/a')], { ...across, ...count })).toEqual([undefined, undefined])
  })

  it('by a finding on an earlier reply where the explanation reaches across the case', () => {
    const across = { of: ['a/a'], explains: ['b/b'], across: 'case' } as const
    expect(explained([note('b/b', { turn: 1 }), note('a/a')], across)).toEqual(['a/a', undefined])
    expect(explained([note('b/b'), note('a/a', { turn: 1 })], across)).toEqual([undefined, undefined])
  })

  it('by a finding on any reply where it compares replies', () => {
    const findings = [note('compare/texts', { turn: 2 }), note('a/a')]
    expect(explained(findings, { of: ['a/a'], explains: ['compare/*'] })).toEqual(['a/a', undefined])
  })

  it('only by a finding about the named field', () => {
    const explanation = { of: ['a/a'], at: 'x', explains: ['b/b'] }
    expect(explained([note('b/b'), note('a/a', { at: '/choices/0/y' })], explanation)).toEqual([undefined, undefined])
    expect(explained([note('b/b'), note('a/a', { at: '/x/3' })], explanation)).toEqual(['a/a', undefined])
  })

  it('only by a finding about a value that is there', () => {
    const explanation = { of: ['a/a'], present: true, explains: ['b/b'] } as const
    expect(explained([note('b/b'), note('a/a')], explanation)).toEqual([undefined, undefined])
    expect(explained([note('b/b'), note('a/a', { got: 5 })], explanation)).toEqual(['a/a', undefined])
  })

  it('by the first cause of a chain', () => {
    const findings = [note('c/c'), note('b/b'), note('a/a')]
    const chain = [
      { of: ['b/b'], explains: ['c/c'] },
      { of: ['a/a'], explains: ['b/b'] },
    ]
    expect(explained(findings, ...chain)).toEqual(['a/a', 'a/a', undefined])
  })

  it('by the cause that is named earlier, of two that explain each other', () => {
    const findings = [note('b/b'), note('a/a')]
    expect(explained(findings, { of: ['a/a', 'b/b'], explains: ['a/a', 'b/b'] })).toEqual(['a/a', undefined])
    expect(explained(findings, { of: ['b/b', 'a/a'], explains: ['a/a', 'b/b'] })).toEqual([undefined, 'b/b'])
  })

  it('never by itself, by another of its rule, or by what does not count', () => {
    const all = { of: ['**'], explains: ['**'] }
    expect(explained([note('a/a'), note('a/a')], all)).toEqual([undefined, undefined])
    expect(explained([note('b/b'), note('a/a', { level: 'MAY' })], all)).toEqual([undefined, undefined])
    expect(explained([note('b/b'), note('a/a', { tolerated: 'so' })], all)).toEqual([undefined, undefined])
  })

  it('and at least one finding of a case by nothing, also where explanations form a circle', () => {
    const findings = ['a/a', 'b/b', 'c/c'].map((rule) => note(rule))
    const circle = [
      { of: ['a/a'], explains: ['b/b'] },
      { of: ['b/b'], explains: ['c/c'] },
      { of: ['c/c'], explains: ['a/a'] },
    ]
    expect(explained(findings, ...circle)).toEqual([undefined, 'a/a', 'a/a'])
  })
})

it.each([
  ['/choices/0/delta/role', 'role'],
  ['/chunks/12', 'chunks'],
  ['/chunks/3/choices/1', 'choices'],
  ['', ''],
])('the field of %j is %j', (at, field) => {
  expect(fieldOf(at)).toBe(field)
})

describe.each([...ownApis])('the explanations of %s', (_, { explanations }) => {
  it('name rules that exist', async () => {
    const ids = [...(await loadRules()).keys()]
    const patterns = explanations.flatMap(({ of, explains }) => [...of, ...explains])
    expect(patterns.filter((pattern) => !ids.some((id) => matches(pattern, id)))).toEqual([])
  })
})
