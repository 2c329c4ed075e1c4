import { expect, it } from 'vitest'
import type { Report } from '../../src/model/index.ts'
import { sentenceOf } from '../../text/verdict.ts'
import { runNamed } from '../support/runs.ts'

const none = { pass: 0, warn: 0, fail: 0, inconclusive: 0, unsupported: 0, skip: 0, error: 0 }
const rules = { must: { kept: 128, of: 130 }, should: { kept: 40, of: 40 } }
const [failure] = runNamed('every-outcome').defects
const must = { ...(failure as NonNullable<typeof failure>), level: 'MUST' } as const
const should = { ...must, level: 'SHOULD' } as const
const known = { ...must, known: 'fixed in 2.0' }
const gate = { passed: false, known: 0, fresh: 1, stale: [], expired: [] }

function sentence(
  outcome: Report['summary']['outcome'],
  totals: Partial<Report['summary']['cases']>,
  patch: Partial<Report> = {},
  summary: Partial<Report['summary']> = {},
) {
  const report = runNamed('every-outcome')
  const cases = { ...none, ...totals }
  return sentenceOf({ ...report, ...patch, summary: { ...report.summary, outcome, cases, rules, ...summary } })
}

it.each([
  ['fail', 'Does not conform: 2 defects (1 MUST, 1 SHOULD) · 128 of 130 MUST rules kept', [must, should], undefined],
  ['fail', 'Does not conform: 1 defect (1 MUST) · 128 of 130 MUST rules kept', [must], gate],
  ['fail', 'Does not conform: 1 new defect (1 MUST), 1 known · 128 of 130 MUST rules kept', [must, known], gate],
  ['warn', 'Nothing new: 1 known defect (1 MUST) · 128 of 130 MUST rules kept', [known], { ...gate, passed: true }],
  [
    'warn',
    'Nothing new: 1 known defect (1 MUST) · 1 new defect (1 SHOULD) not counted · 128 of 130 MUST rules kept',
    [known, should],
    { ...gate, passed: true, fresh: 0 },
  ],
  [
    'fail',
    'Nothing new, but the gate does not hold: 1 known defect (1 MUST) · 1 entry of the baseline no longer occurs · 128 of 130 MUST rules kept',
    [known],
    { ...gate, fresh: 0, stale: [{ rule: 'a/b', case: '**', reason: 'later' }] },
  ],
  [
    'fail',
    'Does not conform: 1 defect (1 MUST) · 3 cases came to a verdict, 4 before · 9 inconclusive cases, 5 accepted · 128 of 130 MUST rules kept',
    [must],
    { ...gate, fewer: { before: 4, now: 3 }, inconclusive: { most: 5, found: 9 } },
  ],
] as const)('%s: %s', (outcome, text, defects, own) => {
  expect(sentence('does-not-conform', { fail: 1 }, { defects, ...(own ? { gate: own } : {}) })).toEqual([outcome, text])
})

it('says of a run that conforms how many rules were kept, and what was not decided', () => {
  expect(sentence('conforms', { pass: 5, inconclusive: 2 }, { defects: [] })).toEqual([
    'pass',
    'Conforms: no defect in 5 cases · 128 of 130 MUST rules kept · 2 inconclusive',
  ])
  expect(sentence('conforms', { pass: 5, warn: 1 }, { defects: [should] })).toEqual([
    'warn',
    'Conforms: 1 defect (1 SHOULD) · 128 of 130 MUST rules kept',
  ])
})

it('says of a run that conforms what the gate rejects', () => {
  const stale = [{ rule: 'a/b', case: '**', reason: 'later' }]
  const rejected = { ...gate, fresh: 0, stale: [...stale, ...stale] }
  expect(sentence('conforms', { pass: 5 }, { defects: [], gate: rejected })).toEqual([
    'fail',
    'Nothing new, but the gate does not hold · 2 entries of the baseline no longer occur · 128 of 130 MUST rules kept',
  ])
  const held = { ...gate, fresh: 0, passed: true }
  expect(sentence('conforms', { pass: 5 }, { defects: [], gate: held })[1]).toMatch(/^Conforms: no defect in 5 cases/)
})

it('says nothing about rules where the report does not', () => {
  const { rules: _, ...summary } = { ...runNamed('every-outcome').summary, cases: { ...none, fail: 1 } }
  expect(sentenceOf({ ...runNamed('every-outcome'), summary, defects: [must] })).toEqual([
    'fail',
    'Does not conform: 1 defect (1 MUST)',
  ])
})

it('says how far a run came', () => {
  expect(sentence('not-tested', { error: 3 })).toEqual([
    'error',
    `Not tested: 3 of ${runNamed('every-outcome').cases.length} cases could not be tested, and no case failed`,
  ])
  expect(sentence('not-tested', {})).toEqual(['error', 'Not tested: no case came to a verdict'])
  const skip = runNamed('every-outcome').cases.length - 3
  expect(sentence('does-not-conform', { fail: 3, skip }, { defects: [must] }, { interrupted: true })).toEqual([
    'error',
    'Interrupted after 3 cases: 1 defect (1 MUST) so far',
  ])
})
