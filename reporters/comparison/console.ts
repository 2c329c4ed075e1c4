/** The comparison at a terminal: what each target supports, which rules it breaks, and where they differ. */

import type { Comparison, ComparisonFormat, Totals } from '../../src/model/index.ts'
import { count } from '../../text/number.ts'
import { OUTCOMES, SIGN, summarizeTotals, worstOf } from '../../text/outcomes.ts'
import { printable } from '../../text/printable.ts'
import { type Cell, grid, heading, inOutcome, openPage, type Page, prose } from '../_page.ts'

const console: ComparisonFormat = (comparison, context) => {
  const page = openPage(context)
  return [
    headOf(page, comparison),
    capabilitiesOf(page, comparison),
    rulesOf(page, comparison),
    casesOf(page, comparison),
  ].join('')
}

export default console

function headOf(page: Page, { targets, differences, notes }: Comparison): string {
  const rows = targets.map(({ name, summary }, i): Cell[] => {
    const worst = worstOf(OUTCOMES.filter((outcome) => summary.cases[outcome]))
    return [
      { text: `${letter(i)}  ${printable(name)}` },
      { text: summary.outcome, paint: (text) => inOutcome(page, worst, text) },
      ...OUTCOMES.map((outcome) => ({ text: String(summary.cases[outcome] || '·') })),
    ]
  })
  const said = [...differences.map((text) => `not the same suite: ${text}`), ...notes]
  return [
    heading(page, `${count(targets.length, 'target')} compared`),
    tabular(page, ['', 'verdict', ...OUTCOMES], rows),
    ...said.map((text) => prose(page, 4, printable(text), '  ▲ ')),
  ].join('')
}

/** A letter for each target heads the columns: there is no room for names. */
const letter = (i: number): string => String.fromCharCode(65 + (i % 26)).repeat(1 + Math.floor(i / 26))

function tabular(page: Page, heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const titles = heads.map((text) => ({ text, paint: page.paint.dim }))
  return grid(page, [titles, ...rows])
    .lines.map((line) => `${line.trimEnd()}\n`)
    .join('')
}

function capabilitiesOf(page: Page, { targets, capabilities }: Comparison): string {
  if (!capabilities.length) return ''
  const rows = capabilities.map(({ name, cells }) => [
    { text: printable(name) },
    ...cells.map((cell) => standing(page, cell)),
  ])
  return (
    heading(page, 'Capabilities', 'cases that passed, of all that need it') +
    tabular(page, ['', ...targets.map((_, i) => letter(i))], rows)
  )
}

function standing(page: Page, totals: Totals): Cell {
  const found = summarizeTotals(totals)
  if (!found) return { text: '·' }
  const { worst, passed, all } = found
  return { text: `${SIGN[worst]} ${passed}/${all}`, paint: (padded) => inOutcome(page, worst, padded) }
}

function rulesOf(page: Page, { targets, rules }: Comparison): string {
  const broken = rules.filter(({ cells }) => cells.some(({ cases }) => cases))
  if (!broken.length) return heading(page, 'Rules', 'no target breaks any')
  const rows = broken.map(({ name, level, cells }) => [
    { text: `${level.padEnd(6)} ${printable(name)}` },
    ...cells.map(
      ({ cases, tolerated }): Cell => ({
        text: cases ? `✗ ${cases}` : tolerated ? `(${tolerated})` : '✓',
        paint: (text) => inOutcome(page, cases ? (level === 'MUST' ? 'fail' : 'warn') : 'pass', text),
      }),
    ),
  ])
  const note = 'cases in which a rule does not hold; in brackets what the profile tolerates'
  return heading(page, 'Rules', note) + tabular(page, ['', ...targets.map((_, i) => letter(i))], rows)
}

/** Most cases that are listed. */
const LISTED = 40

function casesOf(page: Page, { targets, cases }: Comparison): string {
  const differing = cases.filter(({ differs }) => differs)
  if (!differing.length) return heading(page, 'Cases', 'the outcomes are the same everywhere')
  const rows = differing.slice(0, LISTED).map(({ name, cells }) => [
    { text: printable(name) },
    ...cells.map(
      ({ outcome }): Cell => ({
        text: `${SIGN[outcome]} ${outcome}`,
        paint: (text) => inOutcome(page, outcome, text),
      }),
    ),
  ])
  const more = differing.length - LISTED
  return [
    heading(page, `Cases that differ: ${differing.length.toLocaleString('en')} of ${count(cases.length, 'case')}`),
    tabular(page, ['', ...targets.map((_, i) => letter(i))], rows),
    more > 0
      ? `  ${page.paint.dim(`and ${count(more, 'other case')}: --reporter html=comparison.html has them all`)}\n`
      : '',
  ].join('')
}
