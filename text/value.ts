/** Values of any type as short strings. */
import { shorten } from './columns.ts'
import { printable } from './printable.ts'

/** What was there, as JSON on one line of at most so many columns. */
export function formatValue(value: unknown, columns: number): string {
  // A reply may be megabytes: no terminal shows more of it than this.
  const brief = typeof value === 'string' ? value.slice(0, columns * 2) : value
  return shorten(printable((JSON.stringify(brief) ?? String(brief)).slice(0, columns * 8)), columns)
}
