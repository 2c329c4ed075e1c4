import { describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import badge from '../../reporters/badge.ts'
import shields from '../../reporters/shields.ts'
import type { Report } from '../../src/model/index.ts'
import { RUN_RULES, RUNS, runNamed, textOf } from '../support/runs.ts'

const CONTEXT = { color: false, rules: RUN_RULES }
const svgOf = (report: Report): string => textOf(badge(CONTEXT), report)
const endpointOf = (name: string): Record<string, unknown> => JSON.parse(textOf(shields(CONTEXT), runNamed(name)))

/** `gated` with only the first case, whose failures are known. */
function onlyKnown(): Report {
  const report = runNamed('gated')
  return {
    ...report,
    summary: { ...report.summary, cases: { ...report.summary.cases, fail: 1 } },
    cases: report.cases.slice(0, 1),
  }
}

describe('badge', () => {
  it.each(['one-case', 'gated', 'no-case'])('draws %s', async (name) => {
    await expect(svgOf(runNamed(name))).toMatchFileSnapshot(`snapshots/badge/${name}.svg`)
  })

  it('draws known failures', async () => {
    await expect(svgOf(onlyKnown())).toMatchFileSnapshot('snapshots/badge/known.svg')
  })

  it.each([...RUNS])('has an accessible name for %s, and loads nothing', async (_, report) => {
    const svg = svgOf(report)
    expect(svg).toMatch(/role="img" aria-label="OpenAI conformance: [\w ]+"/)
    expect(svg).toMatch(/<title>OpenAI conformance: [\w ]+<\/title>/)
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|href|<script|<style|url\((?!#)/)
    const { errors } = await validateXML({ xml: { fileName: 'badge.svg', contents: svg }, schema: ANY_SVG })
    expect(errors).toEqual([])
  })
})

describe('shields', () => {
  it.each([
    ['one-case', 'conforms', 'brightgreen'],
    ['interrupted', 'not tested', 'lightgrey'],
    ['no-case', 'not tested', 'lightgrey'],
    ['every-outcome', '2 MUST rules broken', 'red'],
    ['many-cases', '1 MUST rule broken', 'red'],
    ['gated', '1 MUST rule broken', 'red'],
  ])('shows for %s the message "%s"', (name, message, color) => {
    expect(endpointOf(name)).toEqual({ schemaVersion: 1, label: 'OpenAI conformance', message, color })
  })

  it('does not show conformance if a baseline accepts failures', () => {
    expect(JSON.parse(textOf(shields(CONTEXT), onlyKnown()))).toMatchObject({
      message: '1 known failure',
      color: 'orange',
    })
  })
})

/** Checks that it is well-formed and has this root: there is no XSD of SVG. */
const ANY_SVG = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/2000/svg">
  <xs:element name="svg"><xs:complexType><xs:sequence>
    <xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:anyAttribute processContents="skip"/></xs:complexType></xs:element></xs:schema>`
