/** The comparison at a terminal: which defects each target has, what it supports, and where they differ. */

import type {
  CapabilityStatus,
  Comparison,
  ComparisonFormat,
  Extent,
  Kept,
  Outcome,
  Totals,
} from '../../src/model/index.ts'
import { formatExtent } from '../../text/defects.ts'
import { count } from '../../text/number.ts'
import { OUTCOMES, SIGN, summarizeTotals, worstOf } from '../../text/outcomes.ts'
import { printable } from '../../text/printable.ts'
import { type Cell, grid, heading, inOutcome, openPage, type Page, prose } from '../_page.ts'

const console: ComparisonFormat = (comparison, context) => {
  const page = openPage(context)
  return [
    headOf(page, comparison),
    defectsOf(page, comparison),
    capabilitiesOf(page, comparison),
    casesOf(page, comparison),
  ].join('')
}

export default console

function headOf(page: Page, { targets, differences, notes }: Comparison): string {
  const shown = OUTCOMES.filter((outcome) => targets.some(({ summary }) => summary.cases[outcome]))
  const rows = targets.map(({ name, summary }, i): Cell[] => {
    const worst = worstOf(OUTCOMES.filter((outcome) => summary.cases[outcome]))
    return [
      { text: `${letter(i)}  ${printable(name)}` },
      { text: summary.outcome, paint: (text) => inOutcome(page, worst, text) },
      { text: summary.rules ? keptOf(summary.rules.must) : '·' },
      { text: summary.rules ? keptOf(summary.rules.should) : '·' },
      ...shown.map((outcome) => ({ text: String(summary.cases[outcome] || '·') })),
    ]
  })
  const said = [...differences.map((text) => `not the same suite: ${text}`), ...notes]
  return [
    heading(page, `${count(targets.length, 'target')} compared`, 'MUST and SHOULD: rules kept, of those that apply'),
    tabular(page, ['', 'verdict', 'MUST', 'SHOULD', ...shown], rows),
    ...said.map((text) => prose(page, 4, printable(text), '  ▲ ')),
  ].join('')
}

function keptOf({ kept, of }: Kept): string {
  return `${kept}/${of}`
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
  const rows = capabilities.map(({ name, cells, statuses }) => [
    { text: printable(name) },
    ...cells.map((cell, i) => standing(page, cell, statuses[i])),
  ])
  return heading(page, 'Capabilities') + tabular(page, ['', ...targets.map((_, i) => letter(i))], rows)
}

/** A status in the room of a column, and the outcome that it looks like. */
const BRIEF: Readonly<Record<CapabilityStatus, readonly [Outcome, string]>> = {
  works: ['pass', 'works'],
  'works, with defects': ['warn', 'defects'],
  refused: ['unsupported', 'refused'],
  'accepted and ignored': ['fail', 'ignored'],
  broken: ['fail', 'broken'],
  'not shown': ['inconclusive', 'not shown'],
}

/** Reports of older versions do not judge capabilities: there the cases that passed are counted, of all that need it. */
function standing(page: Page, totals: Totals, status: CapabilityStatus | undefined): Cell {
  if (status) {
    const [outcome, text] = BRIEF[status]
    return { text: `${SIGN[outcome]} ${text}`, paint: (padded) => inOutcome(page, outcome, padded) }
  }
  const found = summarizeTotals(totals)
  if (!found) return { text: '·' }
  const { worst, passed, all } = found
  return { text: `${SIGN[worst]} ${passed}/${all}`, paint: (padded) => inOutcome(page, worst, padded) }
}

function defectsOf(page: Page, { targets, defects }: Comparison): string {
  if (!defects.length) return heading(page, 'Defects', 'no target has any')
  const rows = defects.map(({ name, level, cells }) => [
    { text: `${level.padEnd(6)} ${printable(name)}` },
    ...cells.map((cell): Cell => {
      if (!cell) return { text: SIGN.pass, paint: (text) => inOutcome(page, 'pass', text) }
      const outcome = cell.level === 'MUST' ? 'fail' : 'warn'
      return { text: `${SIGN[outcome]} ${briefly(cell.extent)}`, paint: (text) => inOutcome(page, outcome, text) }
    }),
  ])
  const note = 'replies that show it, of those that the rule applies to'
  return heading(page, 'Defects', note) + tabular(page, ['', ...targets.map((_, i) => letter(i))], rows)
}

/** `88/88`, or `2 cases` where nobody knows of how many. */
function briefly(extent: Extent): string {
  return extent.of === undefined ? formatExtent(extent) : `${extent.broken}/${extent.of}`
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
