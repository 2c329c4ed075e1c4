/** Tables for people and for grep: one line for each entry; on a narrow terminal lines break between words. */
import { columnsOf, pad, wrap } from '../../text/columns.ts'
import { printable } from '../../text/printable.ts'

/** With fewer columns than this, the last column goes below the others. */
const MIN_COLUMNS = 36

/**
 * Rows as aligned columns; the last one is prose.
 * @param columns width of the terminal to break lines for; undefined keeps every row on one line
 */
export function formatTable(rows: readonly (readonly string[])[], columns?: number): string {
  const cells = rows.map((row) => row.map(printable))
  const heads = cells.map((row) => row.slice(0, -1))
  const widths = (heads[0] ?? []).map((_, i) => Math.max(...heads.map((row) => columnsOf(row[i] ?? ''))))
  const indent = widths.reduce((sum, width) => sum + width + 2, 0)
  return cells.map((row) => formatRow(row, widths, indent, columns)).join('')
}

function formatRow(row: readonly string[], widths: readonly number[], indent: number, columns?: number): string {
  const head = widths.map((width, i) => pad(row[i] ?? '', width)).join('  ')
  const last = row.at(-1) ?? ''
  if (columns === undefined || !widths.length)
    return `${widths.length ? `${head}  ` : ''}${last}`.trimEnd().concat('\n')
  if (columns - indent < MIN_COLUMNS) {
    if (columnsOf(head.trimEnd()) <= columns) return `${head.trimEnd()}\n${wrapText(last, 4, columns)}`
    const [id = '', ...others] = row
    return `${id}\n${others.map((cell) => wrapText(cell, 4, columns)).join('')}`
  }
  return `${head}  ${wrapText(last, indent, columns).trimStart()}`.replace(/ +$/, '\n')
}

/** Text wrapped between words, every line indented. */
export function wrapText(text: string, indent: number, columns: number): string {
  return wrap(text, columns - indent)
    .map((part) => `${' '.repeat(indent)}${part}\n`)
    .join('')
}
