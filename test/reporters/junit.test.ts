import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { element, text } from '../../reporters/_xml.ts'
import junit from '../../reporters/junit.ts'
import { packageRoot } from '../../src/foundation/paths.ts'
import type { Report } from '../../src/model/index.ts'
import { makeReport, RUN_RULES, RUNS, runNamed, textOf } from '../support/runs.ts'

const schema = readFileSync(join(packageRoot, 'test', 'support', 'junit.xsd'), 'utf8')
const xmlOf = (report: Report): string => textOf(junit({ color: false, rules: RUN_RULES }), report)
const count = (xml: string, tag: string): number => xml.split(`<${tag} `).length - 1

/** The errors of it as XML and by the schema. */
async function mistakesIn(xml: string): Promise<readonly string[]> {
  const { errors } = await validateXML({ xml: { fileName: 'report.xml', contents: xml }, schema })
  return errors.map(({ message }) => message)
}

describe('junit', () => {
  it.each([...RUNS])('is valid for %s', async (_, report) => {
    expect(await mistakesIn(xmlOf(report))).toEqual([])
  })

  it('is rejected by the schema if it is wrong', async () => {
    expect(await mistakesIn(xmlOf(runNamed('one-case')).replace(' classname=', ' line='))).not.toEqual([])
  })

  it.each([...RUNS.keys()].filter((name) => name !== 'many-cases'))('writes %s', async (name) => {
    await expect(xmlOf(runNamed(name))).toMatchFileSnapshot(`snapshots/junit/${name}.xml`)
  })

  it('counts many cases correctly', () => {
    const xml = xmlOf(runNamed('many-cases'))
    expect(['testcase', 'failure', 'error', 'skipped'].map((tag) => count(xml, tag))).toEqual([400, 44, 0, 10])
    expect(xml).toContain('tests="400" failures="44" errors="0"')
  })

  it('does not add up to more than the run took', () => {
    const turn = runNamed('gated').cases[0]?.turns[0]
    if (!turn) throw new Error('the run has no turn')
    const turns = [{ ...turn, timings: { totalMs: 3_333 } }]
    const cases = Array.from({ length: 7 }, (_, i) => ({
      id: `s${i % 2}/${i}`,
      suite: `s${i % 2}`,
      turns,
      findings: [],
    }))
    const xml = xmlOf({ ...makeReport(cases), durationMs: 10_000 })
    const times = (tag: string): number[] =>
      [...xml.matchAll(new RegExp(`<${tag} [^>]*\\btime="([^"]*)"`, 'g'))].map(([, time]) => Number(time))
    const sum = (all: readonly number[]): number => Math.round(all.reduce((total, time) => total + time, 0) * 1000)
    expect(times('testsuites')).toEqual([10])
    expect(times('testcase')).toEqual(Array(7).fill(1.428))
    expect(sum(times('testsuite'))).toBe(sum(times('testcase')))
  })

  it('gives a case its own duration if cases did not run at the same time', () => {
    expect(xmlOf(runNamed('gated'))).toContain('<testcase name="streaming/short" classname="streaming" time="0.014">')
  })

  it('names the defect first, and what it explains after it', () => {
    const finding = { level: 'MUST', turn: 0, at: '', message: 'is wrong' } as const
    const explained = { ...finding, rule: 'a/consequence', explainedBy: 'usage/adds-up' }
    const xml = xmlOf(makeReport([{ id: 's/a', findings: [explained, { ...finding, rule: 'usage/adds-up' }] }]))
    expect(xml).toContain('<failure type="usage/adds-up" message="usage/adds-up: is wrong">s/a: MUST usage/adds-up: is')
    expect(xml).toContain('s/a: MUST a/consequence: is wrong (explained by usage/adds-up)')
  })

  it('does not fail a case whose failures a baseline accepts', () => {
    const xml = xmlOf(runNamed('gated'))
    expect(xml).toContain('<skipped type="known" message="known: mended in the next version, see #12"/>')
    expect(count(xml, 'failure')).toBe(2)
  })
})

describe('XML', () => {
  it('stays well-formed with any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (any) => {
        const xml = element('a', { b: any }, [text(any)])
        const { errors } = await validateXML({ xml: { fileName: 'a.xml', contents: xml }, schema: ANY })
        expect(errors).toEqual([])
      }),
      { numRuns: 20 },
    )
  })

  it.each(['\u0000', '\u001b', '\ud83d', '\ufffe', '\uffff'])(
    'replaces a character that is not allowed: %j',
    (mark) => {
      expect(text(`a${mark}b`)).toBe('a\ufffdb')
    },
  )
})

const ANY = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a"><xs:complexType mixed="true">
  <xs:attribute name="b" type="xs:string"/></xs:complexType></xs:element></xs:schema>`
