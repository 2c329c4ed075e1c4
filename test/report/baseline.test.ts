import { describe, expect, it } from 'vitest'
import type { Explanation, Known, Noted, Report, Verdict } from '../../src/model/index.ts'
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

function reportOf(
  verdicts: readonly Verdict[],
  scope: Report['scope'] = {},
  explanations: readonly Explanation[] = [],
): Report {
  const target = { baseUrl: 'http://h/v1', model: 'm', profile: 'p' }
  const facts = { startedAt: new Date(0), durationMs: 1, version: '0', interrupted: false }
  return summarize({ target, scope, verdicts, ...facts, rules: new Map(), api: { ...CHAT, explanations } })
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

  it('is open for findings that a known defect explains, in its case and in others', async () => {
    const verdicts = [
      verdict('s/a', 'fail', must('x/y'), must('x/why', { explainedBy: 'x/y' })),
      verdict('s/b', 'fail', must('x/other')),
    ]
    const across = { because: 'of a test', of: ['x/y'], explains: ['x/other'], across: 'run' } as const
    const report = await gate(reportOf(verdicts, {}, [across]), options([entry('x/y', '**')]))
    expect(report.gate).toMatchObject({ passed: true, known: 1, fresh: 0, stale: [] })
    expect(report.defects.map(({ id, known }) => [id, known])).toEqual([['x/y', 'later']])
    expect(report.cases.flatMap(({ findings }) => findings.map(({ known }) => known))).toEqual(Array(3).fill('later'))
    const alone = await gate(reportOf(verdicts), options([entry('x/y', '**')]))
    expect(alone.gate).toMatchObject({ passed: false, known: 1, fresh: 1 })
  })

  it('counts defects: new is what has a finding that is not known', async () => {
    const ids = ['s/a', 's/b', 's/c']
    const report = reportOf(ids.map((id) => verdict(id, 'fail', must('x/y'), must('x/z'))))
    const found = await gate(report, options([entry('x/y', 's/a'), entry('x/z', 's/*')]))
    expect(found.gate).toMatchObject({ passed: false, known: 1, fresh: 1 })
    expect(found.defects.map(({ id, known }) => [id, known])).toEqual([
      ['x/y', undefined],
      ['x/z', 'later'],
    ])
  })

  it('takes a list of patterns in an entry, of which one has to occur', async () => {
    const lists: Known = { rule: 'x/y', case: ['s/a', 't/*'], reason: 'later' }
    const both = [verdict('s/a', 'fail', must('x/y')), verdict('t/b', 'pass')]
    expect((await gate(reportOf(both), options([lists]))).gate).toMatchObject({ passed: true, known: 1 })
    const fixed = await gate(reportOf([verdict('s/a', 'pass'), verdict('t/b', 'pass')]), options([lists]))
    expect(fixed.gate?.stale).toEqual([{ rule: 'x/y', case: 's/a, t/*', reason: 'later' }])
    const unjudged = await gate(reportOf([verdict('u/c', 'pass'), verdict('t/b', 'error')]), options([lists]))
    expect(unjudged.gate).toMatchObject({ stale: [] })
  })

  it('ignores known findings of a rule that was not evaluated', async () => {
    const report = reportOf([verdict('s/a', 'pass')], { rules: ['stream/**'] })
    expect((await gate(report, options([entry('x/y', 's/a')]))).gate?.stale).toEqual([])
    expect((await gate(report, options([entry('stream/y', 's/a')]))).gate?.stale).toHaveLength(1)
  })
})

describe('a new baseline', () => {
  const ours = 'not looked at yet; found on 2026-01-01'
  const today = 'not looked at yet; found on 2026-06-15'

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
    expect(updateBaseline(report, options(known))).toEqual([
      known[0],
      known[2],
      { rule: 'x/new', case: 's/a', reason: today },
    ])
  })

  it('has one entry for each defect, and none for what a defect explains', () => {
    const broken = (id: string) => verdict(id, 'fail', must('x/y'), must('x/why', { explainedBy: 'x/y' }))
    const fine = Array.from({ length: 20 }, (_, i) => verdict(`u/${i}`, 'pass'))
    const report = reportOf([...['s/a', 's/b', 's/c', 't/d'].map(broken), verdict('t/e/1', 'pass'), ...fine])
    expect(updateBaseline(report, options([]))).toEqual([{ rule: 'x/y', case: ['s/**', 't/d'], reason: today }])
  })

  it('passes the run that it was written for', async () => {
    const report = reportOf([
      verdict('s/a', 'fail', must('x/y'), must('x/why', { explainedBy: 'x/y' })),
      verdict('s/b/1', 'fail', must('x/z'), must('x/y', { level: 'SHOULD' })),
      verdict('s/b/2', 'pass'),
      verdict('t/c', 'warn', must('x/z', { level: 'SHOULD' })),
    ])
    const levels = ['MUST', 'SHOULD'] as const
    const known = updateBaseline(report, options([], { levels }))
    expect(known).toHaveLength(2)
    expect((await gate(report, options(known, { levels }))).gate).toMatchObject({ passed: true, known: 2, stale: [] })
  })

  it('replaces the entries of an older baseline that nobody has edited by that of the defect', () => {
    const ids = ['s/a', 's/b', 's/c']
    const report = reportOf([
      ...ids.map((id) => verdict(id, 'fail', must('x/y'), must('x/why', { explainedBy: 'x/y' }))),
      verdict('t/error', 'error'),
    ])
    const older = [...ids, 't/error'].flatMap((id) => ['x/y', 'x/why'].map((rule) => entry(rule, id, { reason: ours })))
    const edited = entry('x/y', 's/a', { reason: 'fixed in May' })
    const known = [edited, ...older.filter(({ rule, case: id }) => rule !== 'x/y' || id !== 's/a')]
    expect(updateBaseline(report, options(known))).toEqual([
      edited,
      entry('x/y', 't/error', { reason: ours }),
      entry('x/why', 't/error', { reason: ours }),
      { rule: 'x/y', case: 's/**', reason: ours },
    ])
  })

  it('does not change if nothing has changed', () => {
    const report = reportOf(['s/a', 's/b', 't/c'].map((id) => verdict(id, 'fail', must('x/y'))))
    const known = updateBaseline(report, options([]))
    expect(updateBaseline(report, options(known, { today: '2026-07-01' }))).toEqual(known)
  })
})
