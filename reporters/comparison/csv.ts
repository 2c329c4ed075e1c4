/** The comparison for spreadsheets: one line for each defect, case, rule, capability and parameter of each target. */

import type { Comparison, ComparisonFormat, Totals } from '../../src/model/index.ts'
import { formatExtent } from '../../text/defects.ts'
import { OUTCOMES, worstOf } from '../../text/outcomes.ts'
import { printable } from '../../text/printable.ts'

const HEAD = ['kind', 'name', 'level', 'target', 'value', 'detail']

const csv: ComparisonFormat = (comparison) =>
  [HEAD, ...rowsOf(comparison)].map((row) => `${row.map(cell).join(',')}\r\n`).join('')

export default csv

function* rowsOf({
  targets,
  defects,
  cases,
  rules,
  capabilities,
  parameters,
}: Comparison): Iterable<readonly string[]> {
  const names = targets.map(({ name }) => name)
  for (const row of defects)
    for (const [i, defect] of row.cells.entries())
      yield [
        'defect',
        row.name,
        row.level,
        names[i] ?? '',
        defect ? 'present' : 'absent',
        defect ? formatExtent(defect.extent) : '',
      ]
  for (const row of capabilities)
    for (const [i, totals] of row.cells.entries())
      yield ['capability', row.name, '', names[i] ?? '', row.statuses[i] ?? standing(totals), formatTotals(totals)]
  for (const row of cases)
    for (const [i, verdict] of row.cells.entries())
      yield ['case', row.name, '', names[i] ?? '', verdict.outcome, verdict.reason ?? '']
  for (const row of rules)
    for (const [i, { cases: broken, tolerated }] of row.cells.entries())
      yield [
        'rule',
        row.name,
        row.level,
        names[i] ?? '',
        broken ? 'broken' : 'holds',
        `${broken} cases, ${tolerated} tolerated`,
      ]
  for (const row of parameters)
    for (const [i, verdict] of row.cells.entries())
      yield ['parameter', row.name, '', names[i] ?? '', verdict ?? 'not asked', '']
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
