/** A table of rows × targets that can be searched, sorted and cut down to the rows in which the targets differ. */

import type { ComponentChildren } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Outcome, Row } from '../src/model/index.ts'
import { printable } from '../text/printable.ts'
import { saysAll } from './filter.ts'
import { Scroll } from './parts.tsx'
import { keyOf, type Sort, sortedBy, type Table, type View } from './view.ts'

/** What a cell shows. */
export interface Shown {
  /** Whose colour it has; none of what is not there. */
  readonly tone?: Outcome
  readonly sign: string
  /** After the sign, where there is room. */
  readonly text?: string
  /** All of it in words. */
  readonly word: string
  /** What sorts it: the more, the worse. */
  readonly weight: number
  /** The target fails here. */
  readonly failing?: boolean
}

/** What the tables of a page share. */
export interface Shared {
  /** Names of the targets. */
  readonly targets: readonly string[]
  readonly view: View
  readonly change: (view: View) => void
}

interface MatrixProps<R extends Row<unknown>> extends Shared {
  readonly table: Table
  readonly title: string
  readonly note?: ComponentChildren
  /** What a row is. */
  readonly noun: string
  /** What the number of targets that fail is called. */
  readonly failing: string
  readonly rows: readonly R[]
  readonly head: (row: R) => ComponentChildren
  /** What a search finds besides its name. */
  readonly textsOf?: (row: R) => readonly string[]
  readonly show: (cell: R['cells'][number], row: R) => Shown
  readonly open: (row: R, target: string) => void
}

/** What one row shows, made once. */
interface Line<R> {
  readonly row: R
  readonly cells: readonly Shown[]
  readonly failing: number
}

export function Matrix<R extends Row<unknown>>(props: MatrixProps<R>) {
  const { table, title, note, noun, rows, head, textsOf, show, targets, view, change, open } = props
  const lines = useMemo(
    () =>
      rows.map((row): Line<R> => {
        const cells = row.cells.map((cell) => show(cell, row))
        return { row, cells, failing: cells.filter(({ failing }) => failing).length }
      }),
    [rows, show],
  )
  const differing = view.differing.includes(table)
  const sort = view.sorted[table]
  const shown = useMemo(() => {
    const fits = ({ row }: Line<R>): boolean =>
      (!differing || row.differs) && saysAll(view.text, () => [row.name, ...(textsOf?.(row) ?? [])])
    return sorted(lines.filter(fits), sort, targets)
  }, [lines, differing, view.text, sort, targets, textsOf])
  const most = useMostRows(shown.length)
  if (!rows.length) return null
  const opens = (event: MouseEvent): void => {
    const pressed = event.target instanceof Element ? event.target.closest<HTMLElement>('button[data-row]') : null
    const line = lines[Number(pressed?.dataset.row ?? Number.NaN)]
    const target = targets[Number(pressed?.dataset.target)]
    if (line && target !== undefined) open(line.row, target)
  }
  return (
    <section aria-labelledby={table} class="comparing">
      <h2 id={table}>{title}</h2>
      {note && <p class="note">{note}</p>}
      <div class="filter-line">
        <label class="switch">
          <input
            type="checkbox"
            checked={differing}
            onChange={() => change({ ...view, differing: toggled(view.differing, table) })}
          />{' '}
          Differences only<span class="hidden"> in {title}</span>
        </label>
        <span role="status" class="dim">
          {shown.length.toLocaleString('en')} of {rows.length.toLocaleString('en')}
        </span>
      </div>
      {shown.length ? (
        <Scroll label={`${title} by target`}>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the buttons in it are what is pressed */}
          <table class={targets.length > ROOM ? 'matrix is-tight' : 'matrix'} onClick={opens}>
            <thead>
              <tr>
                <SortHead {...props} by="name">
                  {noun}
                </SortHead>
                <SortHead {...props} by="failing">
                  {props.failing}
                </SortHead>
                {targets.map((name) => (
                  <SortHead key={name} {...props} by={{ target: name }}>
                    {printable(name)}
                  </SortHead>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.slice(0, most).map((line) => (
                <Cells key={line.row.name} line={line} number={lines.indexOf(line)} head={head} />
              ))}
            </tbody>
          </table>
        </Scroll>
      ) : (
        <p class="note">{nothingShown(view, differing)}</p>
      )}
    </section>
  )
}

/** Rows that are there at once: more than a window has room for. */
const ROWS_AT_FIRST = 60

/** How many rows are made: thousands of cells would keep the reader waiting, so most come after the first are seen. */
function useMostRows(wanted: number): number {
  const [isSeen, setSeen] = useState(false)
  const waits = !isSeen && wanted > ROWS_AT_FIRST
  useEffect(() => {
    if (!waits) return
    const frame = requestAnimationFrame(() => setTimeout(() => setSeen(true)))
    return () => cancelAnimationFrame(frame)
  }, [waits])
  return waits ? ROWS_AT_FIRST : wanted
}

/** With more targets than these a cell has room for its sign only. */
const ROOM = 6

function nothingShown({ text }: View, differing: boolean): string {
  if (text) return `Nothing${differing ? ' in which the targets differ' : ''} contains “${printable(text)}”.`
  return 'The targets do not differ here.'
}

function toggled(tables: readonly Table[], table: Table): readonly Table[] {
  return tables.includes(table) ? tables.filter((one) => one !== table) : [...tables, table]
}

interface SortHeadProps {
  readonly table: Table
  readonly view: View
  readonly change: (view: View) => void
  readonly by: Sort['by']
  readonly children: ComponentChildren
}

function SortHead({ table, view, change, by, children }: SortHeadProps) {
  const sort = view.sorted[table]
  const isBy = sort !== undefined && keyOf(sort.by) === keyOf(by)
  // Names go up at first, and what fails goes down.
  const isUp = isBy && (by === 'name') !== sort.reversed
  return (
    <th scope="col" aria-sort={isBy ? (isUp ? 'ascending' : 'descending') : undefined}>
      <button type="button" class="sort" onClick={() => change(sortedBy(view, table, by))}>
        {children}
        <span aria-hidden="true" class="sort-sign">
          {isBy ? (isUp ? ' ↑' : ' ↓') : ''}
        </span>
      </button>
    </th>
  )
}

interface CellsProps<R> {
  readonly line: Line<R>
  readonly number: number
  readonly head: (row: R) => ComponentChildren
}

function Cells<R>({ line, number, head }: CellsProps<R>) {
  // Thousands of cells are not gone through again for every letter of a search.
  return useMemo(
    () => (
      <tr>
        <th scope="row">{head(line.row)}</th>
        <td class="count">{line.failing || <span class="nothing">·</span>}</td>
        {line.cells.map((cell, i) => (
          <td key={i}>
            <button type="button" class="cell" data-row={number} data-target={i} title={cell.word}>
              <Told cell={cell} />
            </button>
          </td>
        ))}
      </tr>
    ),
    [line, number, head],
  )
}

function Told({ cell: { tone, sign, text, word } }: { readonly cell: Shown }) {
  return (
    <>
      <span class={tone ? `is-${tone}` : 'nothing'} aria-hidden="true">
        <span class="sign">{sign}</span>
        {text !== undefined && <span class={word.startsWith(text) ? 'cell-text is-word' : 'cell-text'}> {text}</span>}
      </span>
      <span class="hidden">{word}</span>
    </>
  )
}

function sorted<R extends Row<unknown>>(lines: readonly Line<R>[], sort: Sort | undefined, targets: readonly string[]) {
  if (!sort) return lines
  const turned = sort.reversed ? -1 : 1
  const column = typeof sort.by === 'string' ? -1 : targets.indexOf(sort.by.target)
  const weight = ({ cells, failing }: Line<R>): number => (column < 0 ? failing : (cells[column]?.weight ?? 0))
  return lines.toSorted((a, b) =>
    sort.by === 'name'
      ? turned * (a.row.name < b.row.name ? -1 : a.row.name > b.row.name ? 1 : 0)
      : turned * (weight(b) - weight(a)),
  )
}
