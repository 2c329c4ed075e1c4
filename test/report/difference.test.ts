import { expect, it } from 'vitest'
import toConsole from '../../reporters/difference/console.ts'
import toMarkdown from '../../reporters/difference/markdown.ts'
import type { Defect, Noted, Verdict } from '../../src/model/index.ts'
import { diffReports } from '../../src/report/difference.ts'
import { asReportFile, type ReportFile } from '../../src/report/read-report.ts'
import { runNamed } from '../support/runs.ts'

function verdict(id: string, outcome: Verdict['outcome'], ...rules: readonly string[]): Verdict {
  const findings = rules.map((rule): Noted => {
    const level = rule.startsWith('should') ? 'SHOULD' : rule.startsWith('may') ? 'MAY' : 'MUST'
    return { rule, level, turn: 0, at: '', message: 'x' }
  })
  return { id, title: id, suite: 's', needs: [], outcome, attempts: 1, turns: [], findings }
}

const file = (name: string, ...cases: Verdict[]): ReportFile => asReportFile({ ...runNamed('no-case'), cases }, name)

it('lists broken, fixed, added and removed cases', () => {
  const before = file(
    'old.json',
    verdict('s/fixed', 'fail', 'must/a'),
    verdict('s/broken', 'pass'),
    verdict('s/worse', 'fail', 'must/a'),
    verdict('s/refused', 'pass'),
    verdict('s/silent', 'fail', 'must/b'),
    verdict('s/gone', 'pass'),
  )
  const after = file(
    'new.json',
    verdict('s/fixed', 'pass', 'may/x'),
    verdict('s/broken', 'fail', 'should/c', 'must/a'),
    verdict('s/worse', 'fail', 'must/a', 'must/d'),
    { ...verdict('s/refused', 'unsupported'), reason: 'refused with 400' },
    verdict('s/silent', 'error'),
    verdict('s/added', 'pass'),
  )
  expect(diffReports(before, after)).toMatchObject({
    broken: [
      { rule: 'must/a', level: 'MUST', cases: ['s/broken'] },
      { rule: 'must/d', level: 'MUST', cases: ['s/worse'] },
      { rule: 'should/c', level: 'SHOULD', cases: ['s/broken'] },
    ],
    // A case that is no longer judged is not fixed.
    fixed: [{ rule: 'must/a', level: 'MUST', cases: ['s/fixed'] }],
    otherwise: [{ before: 'pass', after: 'unsupported', reason: 'refused with 400', cases: ['s/refused'] }],
    added: ['s/added'],
    gone: ['s/gone'],
    notes: [],
  })
})

it('lists new, fixed and remaining defects with how far they reach', () => {
  const defect = (rule: string, broken: number, ...cases: string[]): Defect => ({
    id: rule,
    rule,
    level: 'MUST',
    extent: { findings: broken, unit: 'replies', broken, of: 9 },
    cases,
    example: { case: cases[0] ?? '', turn: 0, at: '', message: 'x', excerpt: [] },
    explains: [{ rule: 'x/also', level: 'MUST', findings: 1, cases: 1 }],
  })
  const report = (name: string, cases: readonly Verdict[], ...defects: Defect[]): ReportFile => {
    const { report: plain } = file(name, ...cases)
    return asReportFile({ ...plain, defects }, name)
  }
  const both = [verdict('s/a', 'pass'), verdict('s/b', 'pass')]
  const before = report(
    'old.json',
    [...both, verdict('s/refused', 'fail')],
    defect('x/fixed', 1, 's/a'),
    defect('x/wider', 2, 's/a'),
    defect('x/not-judged', 1, 's/refused'),
  )
  const after = report(
    'new.json',
    [...both, verdict('s/refused', 'unsupported'), verdict('s/added', 'fail')],
    defect('x/wider', 3, 's/a', 's/b'),
    defect('x/new', 4, 's/b'),
    defect('x/only-in-added', 1, 's/added'),
  )
  const { defects } = diffReports(before, after)
  expect(defects.new).toEqual([
    {
      name: 'x/new',
      rule: 'x/new',
      level: 'MUST',
      after: { findings: 4, unit: 'replies', broken: 4, of: 9 },
      explains: ['x/also'],
      case: 's/b',
    },
  ])
  expect(defects.fixed.map(({ name, before: extent, after: now }) => [name, extent?.broken, now])).toEqual([
    ['x/fixed', 1, undefined],
  ])
  expect(defects.remaining.map(({ name, before: was, after: is }) => [name, was?.broken, is?.broken])).toEqual([
    ['x/wider', 2, 3],
  ])
  const context = { color: false, columns: 80, rules: new Map() }
  const texts = [toConsole(diffReports(before, after), context), toMarkdown(diffReports(before, after), context)]
  for (const text of texts) {
    expect(text).toMatch(/New defects[\s\S]*MUST \W*x\/new\W*4 of 9 replies, as in \W*s\/b/)
    expect(text).toMatch(/Fixed[\s\S]*x\/fixed[\s\S]*Still there[\s\S]*x\/wider\W*2 of 9 replies → 3 of 9 replies/)
  }
})

it('is empty for a report and itself', () => {
  const reportFile = file('a.json', verdict('s/a', 'fail', 'must/a'))
  expect(diffReports(reportFile, reportFile)).toMatchObject({
    broken: [],
    fixed: [],
    otherwise: [],
    added: [],
    gone: [],
    notes: [],
  })
})

it('notes other differences of the runs', () => {
  const reportFile = asReportFile(runNamed('no-case'), 'a.json')
  const target = { ...reportFile.report.target, model: 'other' }
  const other = asReportFile({ ...runNamed('interrupted'), target, tool: { version: '9.9.9' } }, 'b.json')
  expect(diffReports(reportFile, other).notes).toEqual([
    `chat-conformance was ${reportFile.report.tool.version} and is 9.9.9`,
    expect.stringContaining('the model was'),
    'the newer run was interrupted',
  ])
})
