/** What the parts of the console report share: the page they are set on, and how outcomes and levels look. */

import pc from 'picocolors'
import type { ConsoleContext, Level, Outcome } from '../src/model/index.ts'
import { columnsOf, pad, shorten, wrap } from '../text/columns.ts'

type Colors = ReturnType<typeof pc.createColors>

export interface Page {
  readonly paint: Colors
  readonly columns: number
  readonly context: ConsoleContext
}

/** The page for a context: never narrower than 60 columns, and with room to breathe on wide terminals. */
export function openPage(context: ConsoleContext): Page {
  const columns = Math.min(Math.max(context.columns ?? 80, 60), 160)
  return { paint: pc.createColors(context.color), columns, context }
}

type Paint = (colors: Colors) => (text: string) => string

const OUTCOME_PAINT: Readonly<Record<Outcome, Paint>> = {
  pass: (c) => c.green,
  warn: (c) => c.yellow,
  fail: (c) => c.red,
  inconclusive: (c) => c.cyan,
  unsupported: (c) => c.blue,
  skip: (c) => c.dim,
  error: (c) => c.magenta,
}

/** The text in the colour of an outcome. */
export function inOutcome({ paint }: Page, outcome: Outcome, text: string): string {
  return OUTCOME_PAINT[outcome](paint)(text)
}

/** The text in the colour of a level. */
export function inLevel({ paint }: Page, level: Level, text: string): string {
  return level === 'MUST' ? paint.red(text) : level === 'SHOULD' ? paint.yellow(text) : paint.dim(text)
}

/** A heading with an empty line before it; a note that does not fit next to it goes below. */
export function heading({ paint, columns }: Page, text: string, note = ''): string {
  if (!note) return `\n${paint.bold(text)}\n`
  const beside = columnsOf(text) + columnsOf(note) + 2 <= columns
  return `\n${paint.bold(text)}${beside ? '  ' : '\n'}${paint.dim(note)}\n`
}

/** Longer lines of prose are hard to read, however wide the terminal is. */
const WIDEST_PROSE = 110

/** Prose at an indent, broken into lines; the first one may begin with something else of that width. */
export function prose({ columns }: Page, indent: number, text: string, first = ' '.repeat(indent)): string {
  return wrap(text, Math.min(columns, WIDEST_PROSE) - indent)
    .map((line, i) => `${i ? ' '.repeat(indent) : first}${line}\n`)
    .join('')
}

export interface Cell {
  readonly text: string
  readonly paint?: (text: string) => string
}

/** Lines that are painted but all take the same columns. */
export interface Block {
  readonly columns: number
  readonly lines: readonly string[]
}

/**
 * Rows of cells in columns that are as wide as they need to be: the first one flush left, the others flush right. On a
 * narrow page they move together, and at last the first one is cut.
 */
export function grid({ columns }: Page, rows: readonly (readonly Cell[])[]): Block {
  const [first = 0, ...others] = (rows[0] ?? []).map((_, i) =>
    Math.max(...rows.map((row) => columnsOf(row[i]?.text ?? ''))),
  )
  const fixed = others.reduce((sum, width) => sum + width, INDENT)
  const gap = first + fixed + 2 * others.length > columns ? 1 : 2
  const room = Math.max(12, Math.min(first, columns - fixed - gap * others.length))
  const widths = [room, ...others]
  const lines = rows.map((row) => {
    const cells = row.map(({ text, paint }, i) => {
      const padded = pad(shorten(text, widths[i] ?? 0), widths[i] ?? 0, i ? 'right' : 'left')
      return paint ? paint(padded) : padded
    })
    return ' '.repeat(INDENT) + cells.join(' '.repeat(gap))
  })
  return { columns: room + fixed + gap * others.length, lines }
}

const INDENT = 2
