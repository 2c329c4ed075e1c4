import published from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' }
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import sarif from '../../reporters/sarif.ts'
import { loadRules } from '../../src/ask/registry.ts'
import type { Report } from '../../src/model/index.ts'
import { RUN_RULES, RUNS, runNamed, textOf } from '../support/runs.ts'

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

const sarifOf = (report: Report, rules = RUN_RULES): string => textOf(sarif({ color: false, rules }), report)
const runOf = (report: Report): Run => JSON.parse(sarifOf(report)).runs[0]

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
    expect(mistakesIn(sarifOf(runNamed('gated')).replace('"startLine": 4', '"startLine": 0'))).not.toEqual([])
  })

  it('is valid with the rules of this project, whatever their text', async () => {
    const rules = await loadRules()
    const findings = [...rules].map(([rule, { level }]) => ({ rule, level, turn: 0, at: '', message: 'is wrong' }))
    const [verdict] = runNamed('gated').cases
    if (!verdict) throw new Error('the run has no case')
    const text = sarifOf({ ...runNamed('gated'), cases: [{ ...verdict, findings }] }, rules)
    expect(mistakesIn(text)).toEqual([])
    const sarifRun: Run = JSON.parse(text).runs[0]
    expect(sarifRun.tool.driver.rules.map(({ id }) => id)).toEqual([...rules.keys()])
    for (const { helpUri } of sarifRun.tool.driver.rules) if (helpUri) expect(URL.canParse(helpUri)).toBe(true)
  })

  it.each([...RUNS.keys()].filter((name) => name !== 'many-cases'))('writes %s', async (name) => {
    await expect(sarifOf(runNamed(name))).toMatchFileSnapshot(`snapshots/sarif/${name}.sarif`)
  })

  it.each([...RUNS])('contains every finding of %s', (_, report) => {
    const { results } = runOf(report)
    const findings = report.cases.flatMap((verdict) => verdict.findings)
    expect(results.reduce((sum, { occurrenceCount }) => sum + occurrenceCount, 0)).toBe(findings.length)
  })

  it('suppresses tolerated and known findings, and marks new findings', () => {
    const results = runOf(runNamed('gated')).results.map(({ level, suppressions, baselineState }) => [
      level,
      suppressions?.[0]?.justification,
      baselineState,
    ])
    expect(results).toEqual([
      ['error', 'mended in the next version, see #12', 'unchanged'],
      ['error', 'mended in the next version, see #12', 'unchanged'],
      ['error', undefined, 'new'],
      ['warning', 'nobody reads it', 'unchanged'],
      ['warning', 'hardly any server sends it', undefined],
      ['note', undefined, undefined],
      ['error', undefined, 'new'],
      ['note', undefined, undefined],
    ])
  })

  it('points to the case, or to the file that was checked', () => {
    const places = ['gated', 'captured'].map((name) => runOf(runNamed(name)).results[0]?.locations[0]?.physicalLocation)
    expect(places).toEqual([
      { artifactLocation: { uri: 'suites/streaming.yaml' }, region: { startLine: 4 } },
      { artifactLocation: { uri: 'captures/reply.json' }, region: { startLine: 10, startColumn: 24 } },
    ])
  })

  it.each([
    ['my suites/50%.yaml', 'my%20suites/50%25.yaml'],
    ['/srv/suites/a.yaml', 'file:///srv/suites/a.yaml'],
    ['C:\\suites\\a.yaml', 'file:///C:/suites/a.yaml'],
  ])('writes the path %s as %s', (file, uri) => {
    const [verdict] = runNamed('gated').cases
    if (!verdict?.source) throw new Error('the run has no source')
    const report = { ...runNamed('gated'), cases: [{ ...verdict, source: { ...verdict.source, file } }] }
    expect(runOf(report).results[0]?.locations[0]?.physicalLocation?.artifactLocation.uri).toBe(uri)
  })

  it('makes no link from text that a server sent', () => {
    const [verdict] = runNamed('gated').cases
    const [finding] = verdict?.findings ?? []
    if (!verdict || !finding) throw new Error('the run has no finding')
    const findings = [{ ...finding, message: 'see [this](http://evil.example)' }]
    const { results } = runOf({ ...runNamed('gated'), cases: [{ ...verdict, findings }] })
    expect(results[0]?.message.text).toBe('streaming/short: see [this\\](http://evil.example)')
  })

  it('gives a defect the same fingerprint if it occurs one chunk later', () => {
    const later = JSON.parse(JSON.stringify(runNamed('gated')).replaceAll('/events/', '/events/1'))
    const prints = (report: Report): unknown =>
      runOf(report).results.map(({ partialFingerprints }) => partialFingerprints)
    expect(prints(later)).toEqual(prints(runNamed('gated')))
  })

  it.each([
    ['gated', true],
    ['no-case', false],
    ['interrupted', false],
  ])('says whether %s was a complete run: %j', (name, whole) => {
    expect(runOf(runNamed(name)).invocations[0]?.executionSuccessful).toBe(whole)
  })
})
