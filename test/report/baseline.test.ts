import { describe, expect, it } from 'vitest'
import type { Known, Noted, Report, Verdict } from '../../src/model/index.ts'
import { type GateOptions, gateEvents, updateBaseline } from '../../src/report/baseline.ts'
import { eventsOf } from '../../src/report/report-events.ts'
import { summarize } from '../../src/report/summarize.ts'
import { CHAT } from '../support/seen.ts'

const must = (rule: string, patch: Partial<Noted> = {}): Noted => ({
  rule,
  level: 'MUST',
  turn: 0,
  at: '',
  message: 'x',
  ...patch,
})

function verdict(id: string, outcome: Verdict['outcome'], ...findings: readonly Noted[]): Verdict {
  return { id, title: id, suite: 's', needs: [], outcome, attempts: 1, turns: [], findings }
}

function reportOf(verdicts: readonly Verdict[], scope: Report['scope'] = {}): Report {
  const target = { baseUrl: 'http://h/v1', model: 'm', profile: 'p' }
  const facts = { startedAt: new Date(0), durationMs: 1, version: '0', interrupted: false }
  return summarize({ target, scope, verdicts, ...facts, rules: new Map(), api: CHAT })
}

const entry = (rule: string, id: string, patch: Partial<Known> = {}): Known => ({
  rule,
  case: id,
  reason: 'later',
  ...patch,
})

function options(known: readonly Known[], patch: Partial<GateOptions> = {}): GateOptions {
  return { baseline: { file: 'known.yaml', known }, levels: ['MUST'], today: '2026-06-15', ...patch }
}

async function gate(report: Report, given: GateOptions): Promise<Report> {
  for await (const event of gateEvents(eventsOf(report), given)) if (event.type === 'end') return event.report
  throw new Error('no end')
}

describe('a gate', () => {
  it('marks known findings in the event of the case and in the report', async () => {
    const marked: unknown[] = []
    const report = reportOf([verdict('s/a', 'fail', must('x/y'), must('x/z'))])
    for await (const event of gateEvents(eventsOf(report), options([entry('x/y', 's/*')])))
      if (event.type === 'case') marked.push(...event.verdict.findings.map(({ rule, known }) => [rule, known]))
    expect(marked).toEqual([
      ['x/y', 'later'],
      ['x/z', undefined],
    ])
    const { gate: found } = await gate(report, options([entry('x/y', 's/*')]))
    expect(found).toEqual({ baseline: 'known.yaml', passed: false, known: 1, fresh: 1, stale: [], expired: [] })
  })

  it.each<[string, readonly Verdict[], readonly Known[], Partial<GateOptions>, boolean]>([
    ['a known finding', [verdict('s/a', 'fail', must('x/y'))], [entry('x/y', 's/a')], {}, true],
    [
      'a known finding in another case',
      [verdict('s/b', 'fail', must('x/y')), verdict('s/a', 'error')],
      [entry('x/y', 's/a')],
      {},
      false,
    ],
    ['a SHOULD finding', [verdict('s/a', 'warn', must('x/y', { level: 'SHOULD' }))], [], {}, true],
    [
      'a SHOULD finding that counts',
      [verdict('s/a', 'warn', must('x/y', { level: 'SHOULD' }))],
      [],
      { levels: ['MUST', 'SHOULD'] },
      false,
    ],
    ['a tolerated finding', [verdict('s/a', 'pass', must('x/y', { tolerated: 'why' }))], [], {}, true],
    ['a known finding that is gone', [verdict('s/a', 'pass')], [entry('x/y', 's/a')], {}, false],
    ['a known finding whose case is gone', [verdict('s/b', 'pass')], [entry('x/y', 's/a')], {}, true],
    ['a known finding whose case was refused', [verdict('s/a', 'unsupported')], [entry('x/y', 's/a')], {}, true],
    [
      'a known finding that a pattern still matches',
      [verdict('s/a', 'pass'), verdict('s/b', 'fail', must('x/y'))],
      [entry('x/y', 's/**')],
      {},
      true,
    ],
    [
      'a known finding on its last day',
      [verdict('s/a', 'fail', must('x/y'))],
      [entry('x/y', 's/a', { until: '2026-06-15' })],
      {},
      true,
    ],
    [
      'a known finding on the day after',
      [verdict('s/a', 'fail', must('x/y'))],
      [entry('x/y', 's/a', { until: '2026-06-14' })],
      {},
      false,
    ],
    [
      'two inconclusive cases of two',
      [verdict('s/a', 'inconclusive'), verdict('s/b', 'inconclusive')],
      [],
      { maxInconclusive: 2 },
      true,
    ],
    [
      'two inconclusive cases with one allowed',
      [verdict('s/a', 'inconclusive'), verdict('s/b', 'inconclusive')],
      [],
      { maxInconclusive: 1 },
      false,
    ],
    [
      'half of the cases inconclusive',
      [verdict('s/a', 'inconclusive'), verdict('s/b', 'pass')],
      [],
      { maxInconclusive: { percent: 50 } },
      true,
    ],
    [
      'more than half of the cases inconclusive',
      [verdict('s/a', 'inconclusive'), verdict('s/b', 'skip')],
      [],
      { maxInconclusive: { percent: 50 } },
      false,
    ],
  ])('is open or closed for %s', async (_, verdicts, known, more, passes) => {
    expect((await gate(reportOf(verdicts), options(known, more))).gate?.passed).toBe(passes)
  })

  it('is closed if fewer cases ran than before, unless only some were selected', async () => {
    const before = options([], { baseline: { file: 'f', cases: 3, known: [] } })
    const verdicts = [verdict('s/a', 'pass'), verdict('s/b', 'unsupported'), verdict('s/c', 'error')]
    expect((await gate(reportOf(verdicts), before)).gate).toMatchObject({ passed: false, fewer: { before: 3, now: 2 } })
    expect((await gate(reportOf(verdicts, { chosen: true }), before)).gate).toMatchObject({ passed: true })
  })

  it('ignores known findings of a rule that was not evaluated', async () => {
    const report = reportOf([verdict('s/a', 'pass')], { rules: ['stream/**'] })
    expect((await gate(report, options([entry('x/y', 's/a')]))).gate?.stale).toEqual([])
    expect((await gate(report, options([entry('stream/y', 's/a')]))).gate?.stale).toHaveLength(1)
  })
})

describe('a new baseline', () => {
  it('keeps findings that still occur or were not judged, adds new findings, and drops findings that are gone or expired', () => {
    const report = reportOf([
      verdict('s/a', 'fail', must('x/y'), must('x/new'), must('x/new')),
      verdict('s/b', 'pass'),
      verdict('s/c', 'error'),
    ])
    const known = [
      entry('x/y', 's/a', { link: 'http://h' }),
      entry('x/y', 's/b'),
      entry('x/y', 's/c'),
      entry('x/over', 's/a', { until: '2020-01-01' }),
    ]
    expect(updateBaseline(report, options(known), 'new')).toEqual([
      known[0],
      known[2],
      { rule: 'x/new', case: 's/a', reason: 'new' },
    ])
  })
})
