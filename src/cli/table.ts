/** Lists for people and for grep: one line for each entry, and whole words where the terminal is narrow. */
import { columnsOf, pad, wrap } from '../../text/columns.ts'
import { printable } from '../../text/printable.ts'

/** Less room than this and the last column goes below the others. */
const LEAST = 36

/**
 * Rows as aligned columns; the last one is prose.
 * @param columns width of the terminal to break lines for; undefined keeps every row on one line
 */
export function table(rows: readonly (readonly string[])[], columns?: number): string {
  const cells = rows.map((row) => row.map(printable))
  const heads = cells.map((row) => row.slice(0, -1))
  const widths = (heads[0] ?? []).map((_, i) => Math.max(...heads.map((row) => columnsOf(row[i] ?? ''))))
  const indent = widths.reduce((sum, width) => sum + width + 2, 0)
  return cells.map((row) => line(row, widths, indent, columns)).join('')
}

function line(row: readonly string[], widths: readonly number[], indent: number, columns?: number): string {
  const head = widths.map((width, i) => pad(row[i] ?? '', width)).join('  ')
  const last = row.at(-1) ?? ''
  if (columns === undefined || !widths.length)
    return `${widths.length ? `${head}  ` : ''}${last}`.trimEnd().concat('\n')
  if (columns - indent < LEAST) return `${head.trimEnd()}\n${prose(last, 4, columns)}`
  return `${head}  ${prose(last, indent, columns).trimStart()}`.replace(/ +$/, '\n')
}

/** Prose broken at blanks, every line at an indent. */
export function prose(text: string, indent: number, columns: number): string {
  return wrap(text, columns - indent)
    .map((part) => `${' '.repeat(indent)}${part}\n`)
    .join('')
}
