import published from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' }
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import sarif from '../../reporters/sarif.ts'
import { loadRules } from '../../src/ask/registry.ts'
import type { CaseSource, Noted, Report, Rule } from '../../src/model/index.ts'
import { makeReport, RUN_RULES, RUNS, runNamed, textOf } from '../support/runs.ts'

interface Result {
  readonly ruleId: string
  readonly level: string
  readonly message: { readonly text: string }
  readonly locations: readonly {
    readonly physicalLocation?: {
      readonly artifactLocation: { readonly uri: string }
      readonly region: { readonly startLine: number; readonly startColumn?: number }
    }
  }[]
  readonly relatedLocations?: readonly unknown[]
  readonly occurrenceCount: number
  readonly partialFingerprints: Readonly<Record<string, string>>
  readonly suppressions?: readonly { readonly justification: string }[]
  readonly baselineState?: string
}

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly helpUri?: string }[] } }
  readonly results: readonly Result[]
  readonly invocations: readonly { readonly executionSuccessful: boolean }[]
}

const sarifOf = (report: Report, rules = RUN_RULES, verbose = false): string =>
  textOf(sarif({ color: false, rules, verbose }), report)
const runOf = (report: Report, verbose = false): Run => JSON.parse(sarifOf(report, RUN_RULES, verbose)).runs[0]

const FINDING = { rule: 'usage/adds-up', level: 'MUST', turn: 0, at: '/x', message: 'is 12', got: 12 } as const

/** The errors of it by the schema of SARIF 2.1.0, a draft-4 schema that uses only keywords with the same meaning today. */
const validate = (() => {
  const { $schema, id, ...schema } = published
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
  addFormats.default(ajv)
  return ajv.compile(schema)
})()
const mistakesIn = (text: string): unknown => (validate(JSON.parse(text)) ? [] : validate.errors)

describe('sarif', () => {
  it.each([...RUNS])('is valid for %s', (_, report) => {
    expect(mistakesIn(sarifOf(report))).toEqual([])
  })

  it('is rejected by the schema if it is wrong', () => {
    expect(mistakesIn(sarifOf(runNamed('captured')).replace('"startLine": 10', '"startLine": 0'))).not.toEqual([])
  })

  it('is valid with the rules of this project, whatever their text', async () => {
    const rules = await loadRules()
    const [defect] = madeOf(1).defects
    if (!defect) throw new Error('the run has no defect')
    const defects = [...rules.keys()].map((rule) => ({ ...defect, id: rule, rule }))
    const text = sarifOf({ ...madeOf(1), defects }, rules)
    expect(mistakesIn(text)).toEqual([])
    const sarifRun: Run = JSON.parse(text).runs[0]
    expect(sarifRun.tool.driver.rules.map(({ id }) => id)).toEqual([...rules.keys()])
    for (const { helpUri } of sarifRun.tool.driver.rules) if (helpUri) expect(URL.canParse(helpUri)).toBe(true)
  })

  it.each([...RUNS.keys()].filter((name) => name !== 'many-cases'))('writes %s', async (name) => {
    await expect(sarifOf(runNamed(name))).toMatchFileSnapshot(`snapshots/sarif/${name}.sarif`)
  })

  it.each([...RUNS])(
    'has a result for each defect of %s, and with --verbose for what counts for nothing',
    (_, report) => {
      expect(runOf(report).results.map(({ ruleId }) => ruleId)).toEqual(report.defects.map(({ rule }) => rule))
      const sum = (results: readonly Result[]): number => results.reduce((n, one) => n + one.occurrenceCount, 0)
      const findings = report.cases.flatMap((verdict) => verdict.findings)
      const explained = report.defects.flatMap(({ explains }) => explains).reduce((n, { findings }) => n + findings, 0)
      expect(sum(runOf(report, true).results)).toBe(findings.length - explained)
    },
  )

  it('suppresses known defects, and marks new defects', () => {
    const results = runOf(runNamed('gated')).results.map(({ level, suppressions, baselineState }) => [
      level,
      suppressions?.[0]?.justification,
      baselineState,
    ])
    expect(results).toEqual([
      ['error', 'mended in the next version, see #12', 'unchanged'],
      ['error', undefined, 'new'],
      ['warning', 'nobody reads it', 'unchanged'],
    ])
  })

  it('has notes with --verbose only: MAY findings, and tolerated ones with the reason', () => {
    const notes = runOf(runNamed('gated'), true).results.slice(3)
    expect(notes.map(({ level, suppressions }) => [level, suppressions?.[0]?.justification])).toEqual([
      ['warning', 'hardly any server sends it'],
      ['note', undefined],
    ])
  })

  it('points to the file that was checked, and to a case of the user', () => {
    const physical = (report: Report) => runOf(report).results[0]?.locations[0]?.physicalLocation
    expect(physical(runNamed('captured'))).toEqual({
      artifactLocation: { uri: 'captures/reply.json' },
      region: { startLine: 10, startColumn: 24 },
    })
    expect(physical(withSource({ file: 'my suites/50%.yaml' }))).toEqual({
      artifactLocation: { uri: 'my%20suites/50%25.yaml' },
      region: { startLine: 4 },
    })
  })

  it.each<[string, Partial<CaseSource>]>([
    ['a suite of the package', { builtIn: true }],
    ['a path outside of the working directory', { file: '../other/a.yaml' }],
    ['an absolute path', { file: '/srv/suites/a.yaml' }],
    ['an absolute path of Windows', { file: 'C:\\suites\\a.yaml' }],
  ])('names %s as a logical location only', (_, source) => {
    const { locations } = runOf(withSource(source)).results[0] as Result
    expect(locations).toEqual([
      {
        logicalLocations: [
          { fullyQualifiedName: 's/case-0', kind: 'member' },
          { fullyQualifiedName: '/x', kind: 'object' },
        ],
      },
    ])
  })

  it('has no path of a suite of the package in any run', () => {
    for (const report of RUNS.values()) expect(sarifOf(report, RUN_RULES, true)).not.toContain('suites/')
  })

  it('relates up to five other cases', () => {
    const related = (cases: number): number | undefined => runOf(madeOf(cases)).results[0]?.relatedLocations?.length
    expect([related(1), related(3), related(99)]).toEqual([undefined, 2, 5])
    expect(mistakesIn(sarifOf(madeOf(99)))).toEqual([])
  })

  it('makes no link from text that a server sent', () => {
    const { results } = runOf(withFindings([{ ...FINDING, message: 'see [this](http://evil.example)' }]))
    expect(results[0]?.message.text).toContain('see [this\\](http://evil.example)')
  })

  it('gives a defect the same fingerprint wherever it shows and whatever was there', () => {
    const printsOf = (report: Report, rules = RUN_RULES): unknown =>
      JSON.parse(sarifOf(report, rules)).runs[0].results.map((result: Result) =>
        Object.values(result.partialFingerprints),
      )
    const later = { ...FINDING, at: '/chunks/12/x', message: 'is 13', got: 13 }
    expect(printsOf(withFindings([later]))).toEqual(printsOf(madeOf(3)))
    const ofFields = new Map([...RUN_RULES].map(([id, rule]) => [id, { ...rule, perField: true as const }]))
    const fields = [
      { ...FINDING, at: '/chunks/0/id' },
      { ...FINDING, at: '/chunks/0/model', turn: 1 },
    ]
    expect(printsOf(withFindings(fields, ofFields), ofFields)).toEqual([['usage/adds-up id'], ['usage/adds-up model']])
  })

  it.each([
    ['gated', true],
    ['no-case', false],
    ['interrupted', false],
  ])('says whether %s was a complete run: %j', (name, whole) => {
    expect(runOf(runNamed(name)).invocations[0]?.executionSuccessful).toBe(whole)
  })
})

/** A report of one case with these findings. */
function withFindings(findings: readonly Noted[], rules: ReadonlyMap<string, Rule> = RUN_RULES): Report {
  return makeReport([{ id: 's/case-0', findings }], rules)
}

/** A report in which so many cases show one defect. */
function madeOf(cases: number): Report {
  return makeReport(Array.from({ length: cases }, (_, i) => ({ id: `s/case-${i}`, findings: [FINDING] })))
}

/** A report of one case with a defect, and with this source. */
function withSource(patch: Partial<CaseSource>): Report {
  const source = { file: 's.yaml', line: 4, yaml: '', digest: '0', ...patch }
  return makeReport([{ id: 's/case-0', findings: [FINDING], source }])
}
