import { describe, expect, it } from 'vitest'
import type { Defect, Noted, Report, Verdict } from '../../src/model/index.ts'
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

  it('names a target as the configuration does, or else by its file', () => {
    const target = { baseUrl: 'http://h/v1', model: 'm', profile: 'openai' }
    const at = (path: string, name?: string): ReportFile =>
      asReportFile(
        { ...runNamed('no-case'), target: { ...target, ...(name ? { name } : {}) }, durationMs: path.length },
        path,
      )
    const names = (...files: readonly ReportFile[]) => compareReports(files).targets.map(({ name }) => name)
    expect(names(at('out/a.json', 'vLLM'), at('out/bb.json'))).toEqual(['vLLM', 'bb'])
    expect(names(at('out/a.json', 'same'), at('out/bb.json', 'same'))).toEqual(['a', 'bb'])
    expect(names(at('x/a.json'), at('yy/a.json'))).toEqual(['x/a.json', 'yy/a.json'])
  })

  it('is sorted by the MUST rules that are kept, then by the SHOULD rules', () => {
    const keeping = (name: string, must: number, should: number): ReportFile => {
      const rules = { must: { kept: must, of: 10 }, should: { kept: should, of: 10 } }
      return file(name, [], { summary: { ...runNamed('no-case').summary, rules } })
    }
    const { rules: _, ...unknown } = runNamed('no-case').summary
    const files = [file('d', [], { summary: unknown }), keeping('c', 8, 10), keeping('b', 9, 1), keeping('a', 9, 2)]
    expect(compareReports(files).targets.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('lists the defects by target, those of a rule that is broken in several ways by field', () => {
    const extent: Defect['extent'] = { findings: 2, unit: 'streams', broken: 1, of: 3 }
    const defect = (id: string, level: Defect['level'], at = ''): Defect => ({
      id,
      rule: id.replace(/ .*/, ''),
      level,
      extent,
      cases: ['s/one'],
      example: { case: 's/one', turn: 0, at, message: 'x', excerpt: [] },
      explains: [],
    })
    const cases = [verdict('s/one', 'fail'), verdict('s/two', 'pass')]
    const gone = { ...defect('x/gone', 'MUST'), cases: ['s/only-here'] }
    const comparison = compareReports([
      file('a', cases, { defects: [defect('x/fields', 'MUST', '/usage'), defect('x/fields 2', 'MUST', '/id'), gone] }),
      file('b', cases, { defects: [defect('x/fields', 'MUST', '/chunks/1/id'), defect('x/should', 'SHOULD')] }),
    ])
    expect(
      comparison.defects.map(({ name, rule, differs, cells }) => [
        name,
        rule,
        differs,
        ...cells.map((cell) => cell?.id),
      ]),
    ).toEqual([
      ['x/fields id', 'x/fields', false, 'x/fields 2', 'x/fields'],
      ['x/fields usage', 'x/fields', true, 'x/fields', undefined],
      ['x/should', 'x/should', true, undefined, 'x/should'],
    ])
    expect(comparison.defects[1]?.cells[0]).toEqual({ id: 'x/fields', level: 'MUST', extent, cases: ['s/one'] })
  })

  it('requires two different reports', () => {
    expect(() => compareReports([a])).toThrow('at least two reports')
    expect(() => compareReports([a, b, { ...a, file: 'copy.json' }])).toThrow(
      'a.json and copy.json are the same report',
    )
  })
})

describe('timings', () => {
  it('are the five numbers of a box plot, and p95', () => {
    expect(distribution([])).toEqual({ n: 0 })
    expect(distribution([7])).toEqual({ n: 1, box: [7, 7, 7, 7, 7], p95: 7 })
    // The same values as R's quantile() by default.
    expect(distribution([10, 1, 4, 3])).toEqual({ n: 4, box: [1, 2.5, 3.5, 5.5, 10], p95: 9.1 })
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
    const turns = [turn('text/event-stream; charset=utf-8', 5, 8, 20), turn('application/json', 1, 2)]
    const { firstChunk, betweenChunks, total } = timingsOf([{ turns }])
    expect(firstChunk).toEqual({ n: 1, box: [5, 5, 5, 5, 5], p95: 5 })
    expect(betweenChunks).toMatchObject({ n: 2, box: [3, expect.anything(), 7.5, expect.anything(), 12] })
    expect(total.n).toBe(2)
  })

  it('are tokens per second where a reply reports its tokens', () => {
    const turn = {
      request: { method: 'POST', url: 'u' },
      ended: 'complete' as const,
      timings: { totalMs: 500 },
      retries: 0,
      curl: '',
    }
    const trace = (place: number, output?: number) => ({
      turn: place,
      callIds: [],
      beyond: [],
      ...(output === undefined ? {} : { tokens: { input: 1, output } }),
    })
    const { tokensPerSecond } = timingsOf([
      { turns: [turn, turn], traces: [trace(0, 10), trace(1, 20)] },
      // The first attempt was given up.
      { turns: [turn], traces: [trace(0, 99), trace(0, 15)] },
      { turns: [turn], traces: [trace(0)] },
      { turns: [turn] },
    ])
    expect(tokensPerSecond).toMatchObject({ n: 3, box: [20, 25, 30, 35, 40] })
  })
})
