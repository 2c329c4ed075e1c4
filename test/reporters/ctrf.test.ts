import { type CTRFReport, validate } from 'ctrf'
import { describe, expect, it } from 'vitest'
import ctrf from '../../reporters/ctrf.ts'
import type { Report } from '../../src/model/index.ts'
import { RUN_RULES, RUNS, runNamed, textOf } from '../support/runs.ts'

const ctrfOf = (report: Report): string => textOf(ctrf({ color: false, rules: RUN_RULES }), report)
const documentOf = (name: string): CTRFReport => JSON.parse(ctrfOf(runNamed(name)))

describe('ctrf', () => {
  it.each([...RUNS])('is valid for %s', (_, report) => {
    expect(validate(JSON.parse(ctrfOf(report)))).toMatchObject({ valid: true })
  })

  it('is rejected by the schema if it is wrong', () => {
    expect(validate({ ...documentOf('one-case'), results: {} })).toMatchObject({ valid: false })
  })

  it.each([...RUNS.keys()].filter((name) => !['many-cases', 'conversations'].includes(name)))(
    'writes %s',
    async (name) => {
      await expect(ctrfOf(runNamed(name))).toMatchFileSnapshot(`snapshots/ctrf/${name}.json`)
    },
  )

  it.each([...RUNS])('counts the tests of %s', (_, report) => {
    const { summary, tests } = JSON.parse(ctrfOf(report)).results
    const { passed, failed, skipped, pending, other } = summary
    expect(passed + failed + skipped + pending + other).toBe(report.cases.length)
    expect(tests).toHaveLength(report.cases.length)
    expect(passed).toBe(report.summary.cases.pass + report.summary.cases.warn)
  })

  it.each([
    ['every-outcome', 'fail', ['failed']],
    ['every-outcome', 'inconclusive', ['other']],
    ['every-outcome', 'error', ['other']],
    ['every-outcome', 'unsupported', ['skipped']],
    ['every-outcome', 'skip', ['skipped']],
    ['every-outcome', 'warn', ['passed']],
    ['gated', 'fail', ['skipped', 'failed']],
  ])('reports in %s a case with the outcome %s as %j', (name, outcome, statuses) => {
    const own = documentOf(name).results.tests.filter(({ rawStatus }) => rawStatus === outcome)
    expect([...new Set(own.map(({ status }) => status))]).toEqual(statuses)
  })
})
