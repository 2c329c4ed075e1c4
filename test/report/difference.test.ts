import { expect, it } from 'vitest'
import type { Noted, Verdict } from '../../src/model/index.ts'
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
