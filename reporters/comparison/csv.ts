/** The comparison for spreadsheets: one line for each defect, case, rule, capability and parameter of each target. */

import type { Comparison, ComparisonFormat, Row, Totals } from '../../src/model/index.ts'
import { formatExtent } from '../../text/defects.ts'
import { OUTCOMES, worstOf } from '../../text/outcomes.ts'
import { printable } from '../../text/printable.ts'

const HEAD = ['kind', 'name', 'level', 'target', 'value', 'detail']

const csv: ComparisonFormat = (comparison) =>
  [HEAD, ...rowsOf(comparison)].map((row) => `${row.map(cell).join(',')}\r\n`).join('')

export default csv

function rowsOf({ targets, defects, capabilities, cases, rules, parameters }: Comparison): readonly string[][] {
  const names = targets.map(({ name }) => name)
  /** A line for each cell: what it says, and more about it. */
  const linesOf = <R extends Row<unknown>>(kind: string, rows: readonly R[], say: Say<R>): string[][] =>
    rows.flatMap((row) =>
      row.cells.map((cell, i) => [kind, row.name, levelOf(row), names[i] ?? '', ...say(cell, row, i)]),
    )
  return [
    ...linesOf('defect', defects, (defect) => (defect ? ['present', formatExtent(defect.extent)] : ['absent', ''])),
    ...linesOf('capability', capabilities, (totals, { statuses }, i) => [
      statuses[i] ?? standing(totals),
      formatTotals(totals),
    ]),
    ...linesOf('case', cases, ({ outcome, reason = '' }) => [outcome, reason]),
    ...linesOf('rule', rules, ({ cases: broken, tolerated }) => [
      broken ? 'broken' : 'holds',
      `${broken} cases, ${tolerated} tolerated`,
    ]),
    ...linesOf('parameter', parameters, (verdict) => [verdict ?? 'not asked', '']),
  ]
}

type Say<R extends Row<unknown>> = (
  cell: R['cells'][number],
  row: R,
  i: number,
) => readonly [value: string, detail: string]

function levelOf(row: object): string {
  return 'level' in row ? String(row.level) : ''
}

function standing(totals: Totals): string {
  return worstOf(OUTCOMES.filter((outcome) => totals[outcome]))
}

function formatTotals(totals: Totals): string {
  return OUTCOMES.flatMap((outcome) => (totals[outcome] ? [`${totals[outcome]} ${outcome}`] : [])).join(', ')
}

/** As RFC 4180 has it. What a spreadsheet would take for a formula is made text. */
function cell(text: string): string {
  const safe = printable(/^[=+\-@]/.test(text) ? `'${text}` : text)
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
