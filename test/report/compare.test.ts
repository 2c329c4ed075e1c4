import { describe, expect, it } from 'vitest'
import type { Noted, Report, Verdict } from '../../src/model/index.ts'
import { compareReports } from '../../src/report/compare.ts'
import { asReportFile, type ReportFile } from '../../src/report/read-report.ts'
import { distribution, timingsOf } from '../../src/report/timings.ts'
import { runNamed } from '../support/runs.ts'

const finding = (rule: string, level: Noted['level'], patch: Partial<Noted> = {}): Noted => ({
  rule,
  level,
  turn: 0,
  at: '',
  message: 'x',
  ...patch,
})

function verdict(id: string, outcome: Verdict['outcome'], patch: Partial<Verdict> = {}): Verdict {
  return { id, title: id, suite: 's', needs: [], outcome, attempts: 1, turns: [], findings: [], ...patch }
}

function file(name: string, cases: readonly Verdict[], patch: Partial<Report> = {}): ReportFile {
  const target = { name, baseUrl: `http://${name}:1/v1`, model: 'm', profile: 'compatible' }
  return asReportFile({ ...runNamed('no-case'), target, cases, ...patch }, `${name}.json`)
}

describe('a comparison', () => {
  const a = file('a', [
    verdict('s/one', 'pass', {
      needs: ['stream'],
      parameters: { n: 'honoured' },
      capabilities: { stream: { seen: 'effect' } },
    }),
    verdict('s/two', 'pass', { needs: ['stream', 'tools'] }),
    verdict('s/three', 'warn', { findings: [finding('x/should', 'SHOULD')] }),
  ])
  const b = file('b', [
    verdict('s/one', 'fail', {
      needs: ['stream'],
      parameters: { n: 'ignored' },
      capabilities: { stream: { seen: 'broken', rules: ['x/must'] } },
      findings: [finding('x/must', 'MUST')],
    }),
    verdict('s/two', 'unsupported', { needs: ['stream', 'tools'] }),
    verdict('s/three', 'pass', {
      findings: [finding('x/should', 'SHOULD', { tolerated: 'why' }), finding('x/may', 'MAY')],
    }),
  ])
  const { targets, capabilities, cases, rules, parameters, differences } = compareReports([a, b])

  it('names its targets, with the hash of each report', () => {
    expect(targets.map(({ name, file: path, sha256 }) => [name, path, sha256.length])).toEqual([
      ['a', 'a.json', 64],
      ['b', 'b.json', 64],
    ])
    expect(differences).toEqual([])
  })

  it('says whether each target has a capability, if its report does', () => {
    expect(capabilities.map(({ name, statuses }) => [name, statuses])).toEqual([
      ['stream', ['works', 'broken']],
      ['tools', [undefined, undefined]],
    ])
  })

  it('differs where one target has a capability and another one has not, with the same outcomes', () => {
    const one = (name: string, seen: 'effect' | 'accepted') =>
      file(name, [verdict('s/one', 'pass', { needs: ['tools'], capabilities: { tools: { seen } } })])
    const rows = compareReports([one('a', 'effect'), one('b', 'accepted')]).capabilities
    expect(rows).toMatchObject([{ name: 'tools', differs: true, statuses: ['works', 'not shown'] }])
  })

  it('counts the outcomes of each capability', () => {
    expect(capabilities.map(({ name, differs }) => [name, differs])).toEqual([
      ['stream', true],
      ['tools', true],
    ])
    expect(capabilities[0]?.cells).toMatchObject([
      { pass: 2, fail: 0 },
      { pass: 0, fail: 1, unsupported: 1 },
    ])
  })

  it('lists the cases that differ', () => {
    expect(cases.map(({ name, differs, cells }) => [name, differs, ...cells.map(({ outcome }) => outcome)])).toEqual([
      ['s/one', true, 'pass', 'fail'],
      ['s/two', true, 'pass', 'unsupported'],
      ['s/three', true, 'warn', 'pass'],
    ])
  })

  it('lists MUST rules before SHOULD rules, and separates tolerated findings', () => {
    expect(rules.map(({ name, level, cells }) => [name, level, ...cells])).toEqual([
      ['x/must', 'MUST', { cases: 0, tolerated: 0 }, { cases: 1, tolerated: 0 }],
      ['x/should', 'SHOULD', { cases: 1, tolerated: 0 }, { cases: 0, tolerated: 1 }],
    ])
  })

  it('contains the audit of parameters', () => {
    expect(parameters).toEqual([{ name: 'n', differs: true, cells: ['honoured', 'ignored'] }])
  })

  it('compares only identical cases, and notes the others', () => {
    const source = (digest: string) => ({ source: { file: 's.yaml', line: 1, yaml: '', digest } })
    const one = file('a', [verdict('s/same', 'pass', source('1')), verdict('s/changed', 'pass', source('1'))])
    const other = file('b', [
      verdict('s/same', 'pass', source('1')),
      verdict('s/changed', 'fail', source('2')),
      verdict('s/more', 'pass', source('3')),
    ])
    const comparison = compareReports([one, other])
    expect(comparison.cases.map(({ name }) => name)).toEqual(['s/same'])
    expect(comparison.differences).toEqual([
      'a.json lacks 1 case (s/more)',
      'not the same in all reports, and left out: 1 case (s/changed)',
    ])
  })

  it('warns if versions, rules or an interruption make the reports incomparable', () => {
    const more = { tool: { version: '9.9.9' }, scope: { rules: ['stream/**'] } }
    const comparison = compareReports([a, file('b', b.report.cases, more)])
    expect(comparison.differences).toEqual([
      `chat-conformance is ${a.report.tool.version} in a.json, 9.9.9 in b.json`,
      'a.json was judged by all rules, and b.json by stream/**',
    ])
  })

  it('notes different profiles and a target that occurs twice', () => {
    const target = { baseUrl: 'http://h/v1', model: 'm', profile: 'openai' }
    const comparison = compareReports([
      file('a', [], { target }),
      file('b', [], { target, durationMs: 1 }),
      file('c', []),
    ])
    expect(comparison.notes).toEqual([
      'a.json and b.json are of the same target, m at http://h/v1',
      'the targets were judged by different profiles: what one tolerates, another may not',
    ])
    expect(comparison.targets.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })

  it('requires two different reports', () => {
    expect(() => compareReports([a])).toThrow('at least two reports')
    expect(() => compareReports([a, b, { ...a, file: 'copy.json' }])).toThrow(
      'a.json and copy.json are the same report',
    )
  })
})

describe('timings', () => {
  it('are the five numbers of a box plot', () => {
    expect(distribution([])).toEqual({ n: 0 })
    expect(distribution([7])).toEqual({ n: 1, box: [7, 7, 7, 7, 7] })
    // The same values as R's quantile() by default.
    expect(distribution([10, 1, 4, 3])).toEqual({ n: 4, box: [1, 2.5, 3.5, 5.5, 10] })
  })

  it('cover the pieces of streams and the total time of all replies', () => {
    const turn = (type: string, ...at: number[]) => ({
      request: { method: 'POST', url: 'u' },
      ended: 'complete' as const,
      timings: { totalMs: 100 },
      retries: 0,
      curl: '',
      reply: { headers: [`content-type: ${type}`], pieces: at.map((ms) => ({ at: ms, text: 'x' })) },
    })
    const { firstChunk, betweenChunks, total } = timingsOf([
      turn('text/event-stream; charset=utf-8', 5, 8, 20),
      turn('application/json', 1, 2),
    ])
    expect(firstChunk).toEqual({ n: 1, box: [5, 5, 5, 5, 5] })
    expect(betweenChunks).toMatchObject({ n: 2, box: [3, expect.anything(), 7.5, expect.anything(), 12] })
    expect(total.n).toBe(2)
  })
})
