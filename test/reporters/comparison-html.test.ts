import { describe, expect, it } from 'vitest'
import { comparisonData } from '../../reporters/_html-comparison.ts'
import html from '../../reporters/comparison/html.ts'
import type { Comparison, Noted, PieceReport, Verdict } from '../../src/model/index.ts'
import { compareReports } from '../../src/report/compare.ts'
import { asReportFile } from '../../src/report/read-report.ts'
import { aCase, aTurn, jsonTurn } from '../page/support/page-report.ts'
import { runNamed } from '../support/runs.ts'

const RUN = runNamed('conversations')
const NO_RULES = new Map()

/** A comparison of targets with these verdicts. */
function comparisonOf(...targets: readonly (readonly Verdict[])[]): Comparison {
  return compareReports(
    targets.map((cases, i) => {
      const report = { ...RUN, target: { ...RUN.target, name: `Target ${i}` }, cases }
      return asReportFile(report, `${i}.json`)
    }),
  )
}

function evidenceOf(verdict: Verdict) {
  const passed: Verdict = { ...aCase(verdict.id, []), outcome: 'skip' }
  return comparisonData(comparisonOf([verdict], [passed]), NO_RULES).cases[0]?.cells[0]?.evidence
}

function repliedWith(...pieces: readonly PieceReport[]) {
  return evidenceOf(aCase('a/b', [aTurn(pieces)], [{}]))
}

describe('the data in the page of a comparison', () => {
  it('contains the evidence of differences and findings, and only the outcome of other cases', () => {
    const excused = { ...aCase('c/tolerated', [jsonTurn('{}')], [{ tolerated: 'always' }]), outcome: 'pass' as const }
    const tolerated = { ...aCase('d/told', [jsonTurn('{}')], [{ level: 'MAY' }]), outcome: 'pass' as const }
    const same = [aCase('b/same', [jsonTurn('{}')]), excused, tolerated]
    const data = comparisonData(
      comparisonOf(
        [aCase('a/differs', [jsonTurn('{}')], [{}]), ...same],
        [aCase('a/differs', [jsonTurn('{}')]), ...same],
      ),
      NO_RULES,
    )
    expect(data.cases.map(({ name, cells }) => [name, ...cells.map((cell) => cell?.evidence?.turns.length)])).toEqual([
      ['a/differs', 1, 1],
      ['b/same', undefined, undefined],
      ['c/tolerated', 1, 1],
      ['d/told', undefined, undefined],
    ])
  })

  it('contains no traces, and the source of each case once', () => {
    const source = { file: 'suites/a.yaml', line: 3, yaml: 'the entry of the suite', digest: 'abc' }
    const traces = [{ id: 'a trace' }] as unknown as NonNullable<Verdict['traces']>
    const failed = { ...aCase('a/b', [jsonTurn('{}')], [{}]), source, traces }
    const text = html(comparisonOf([failed], [{ ...aCase('a/b', [jsonTurn('{}')]), source, traces }]), {
      color: false,
      columns: 100,
      rules: NO_RULES,
    })
    expect(text.split('the entry of the suite')).toHaveLength(2)
    expect(text).not.toContain('a trace')
  })

  it('contains at most fifty findings of a cell, with each of its rules', () => {
    const of = (rule: string, n: number): Partial<Noted>[] =>
      Array.from({ length: n }, (_, i) => ({ rule, at: `/${i}` }))
    const evidence = evidenceOf(aCase('a/b', [jsonTurn('{}')], [...of('a/often', 60), ...of('a/late', 2)]))
    expect(evidence?.findings).toHaveLength(50)
    expect(evidence?.findings.at(-1)).toMatchObject({ rule: 'a/late', at: '/0' })
    expect(evidence?.leftOut).toEqual(['12 more findings'])
  })

  it('contains the beginning of a long reply, and the size of the omitted part', () => {
    const evidence = repliedWith(
      { at: 1, text: 'ä'.repeat(10_000) },
      { at: 2, text: '😀'.repeat(10_000) },
      { at: 9, base64: 'AAEC' },
    )
    const pieces = evidence?.turns[0]?.reply?.pieces ?? []
    expect(pieces.map(({ at }) => at)).toEqual([1, 2, 9])
    const [first, second, gap] = pieces as unknown as [{ text: string }, { text: string }, { bytesLeftOut: number }]
    expect(first.text).toHaveLength(10_000)
    expect(second.text).toMatch(/^(😀)+$/u)
    expect(JSON.stringify(pieces).length).toBeLessThan(16_100)
    const kept = Buffer.byteLength(first.text + second.text)
    expect(kept + gap.bytesLeftOut).toBe(20_000 + 40_000 + 3)
    expect(evidence?.leftOut).toEqual(['what comes after the first 16,000 characters of a reply'])
  })

  it('truncates text between characters, not inside one', () => {
    for (const text of ['😀'.repeat(10_000), `x${'😀'.repeat(10_000)}`])
      expect(repliedWith({ at: 1, text })?.turns[0]?.reply?.pieces[0]).toHaveProperty(
        'text',
        expect.stringMatching(/^x?(😀)+$/u),
      )
  })

  it('contains a short reply completely', () => {
    const pieces = [
      { at: 1, text: 'a' },
      { at: 2, base64: '/w==' },
    ]
    const evidence = repliedWith(...pieces)
    expect(evidence?.turns[0]?.reply?.pieces).toEqual(pieces)
    expect(evidence?.leftOut).toBe(undefined)
  })

  it('omits a request that is too long, together with its command', () => {
    const long = 'x'.repeat(70_000)
    const request = { method: 'POST', url: 'http://a.example/v1', body: { long } }
    const evidence = evidenceOf(aCase('a/b', [aTurn([], { request, curl: `curl -d '${long}'` })], [{}]))
    expect(JSON.stringify(evidence).length).toBeLessThan(2000)
    expect(evidence?.turns[0]?.request).toEqual({ method: 'POST', url: 'http://a.example/v1' })
    expect(evidence?.leftOut).toEqual(['a long request'])
  })

  it('is reduced step by step, passing cases first, until it fits', () => {
    const reply = jsonTurn(`{"text":"${'word '.repeat(2000)}"}`)
    const failing = Array.from({ length: 20 }, (_, i) => aCase(`a/${i}`, [reply], [{}]))
    const passing = failing.map(({ id }) => aCase(id, [reply]))
    const comparison = comparisonOf(failing, passing)
    const sizes = [500_000, 300_000, 200_000, 60_000, 20_000].map((most) => {
      const data = comparisonData(comparison, NO_RULES, most)
      const replies = (at: number): number =>
        JSON.stringify(data.cases[0]?.cells[at]?.evidence?.turns[0]?.reply ?? '').length
      expect(JSON.stringify(data).length).toBeLessThan(most)
      return [replies(0) > 10_000, replies(0) > 2, replies(1) > 10_000]
    })
    expect(sizes).toEqual([
      [true, true, true],
      [true, true, false],
      [false, true, false],
      [false, true, false],
      [false, false, false],
    ])
  })
})

describe('the page', () => {
  it.each(['conversations', 'hostile'])('keeps all text of %s inside its data', (name) => {
    const run = runNamed(name)
    const evil = '</script><!--\u202e'
    const other = { ...run, target: { ...run.target, name: evil }, cases: run.cases.slice(1) }
    const text = html(compareReports([asReportFile(run, evil), asReportFile(other, `${evil}2`)]), {
      color: false,
      columns: 100,
      rules: NO_RULES,
    })
    const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(text)?.[1] ?? ''
    expect(JSON.parse(data)).toHaveProperty('targets.1.file', `${evil}2`)
    expect(/[<\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u.exec(data)).toBe(null)
    expect(text.match(/<(link|script|img|iframe|base|form)\b[^>]*>/g)).toHaveLength(3)
  })
})
