/** The progress of a run: one line on standard error that is redrawn; only on a terminal. */
import { columnsOf, shorten } from '../../text/columns.ts'
import { formatDuration } from '../../text/number.ts'
import { printable } from '../../text/printable.ts'
import type { RunEvent } from '../model/index.ts'
import { getHost } from './host.ts'

export interface Progress {
  update(event: RunEvent): void
  /** Removes the line, so that something else can be written. */
  clear(): void
  /** Draws the line again. */
  draw(): void
  stop(): void
}

/** What the line shows. */
export interface ProgressState {
  readonly done: number
  readonly total: number
  readonly failed: number
  /** Ids of the running cases, longest first. */
  readonly running: readonly string[]
  /** How long the first of them has been running, in milliseconds. */
  readonly longestMs: number
}

/** The progress line, no wider than the terminal. */
export function formatProgress({ done, total, failed, running, longestMs }: ProgressState, columns: number): string {
  const numbers = `${done}/${total}${failed ? `, ${failed} failed` : ''}`
  const [first] = running
  if (first === undefined) return shorten(numbers, columns)
  // Times below a second would only flicker.
  const time = longestMs >= 1_000 ? ` ${formatDuration(longestMs)}` : ''
  const others = running.length > 1 ? ` and ${running.length - 1} more` : ''
  const room = (rest: string): number => columns - columnsOf(numbers) - columnsOf(rest) - 2
  const rest = [time + others, time].find((text) => room(text) >= MIN_ID_COLUMNS) ?? ''
  return shorten(`${numbers}  ${shorten(printable(first), Math.max(MIN_ID_COLUMNS, room(rest)))}${rest}`, columns)
}

/** Minimum columns for an id. */
const MIN_ID_COLUMNS = 16

const CLEAR_LINE = '\r\u001b[2K'
const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'
/** Time between two redraws, in milliseconds. */
const REDRAW_MS = 100

/** No progress line: for logs and pipes. */
export const NO_PROGRESS: Progress = {
  update: () => undefined,
  clear: () => undefined,
  draw: () => undefined,
  stop: () => undefined,
}

/** A progress line on standard error, which is a terminal. */
export function openProgress(): Progress {
  const host = getHost()
  const stream = host.stderr
  const startTimes = new Map<string, number>()
  let total = 0
  let done = 0
  let failed = 0
  let stopped = false
  const draw = (): void => {
    if (stopped) return
    const [first] = startTimes.values()
    const longestMs = first === undefined ? 0 : performance.now() - first
    const line = formatProgress(
      { done, total, failed, running: [...startTimes.keys()], longestMs },
      (stream.columns ?? 80) - 1,
    )
    stream.write(CLEAR_LINE + (total ? line : 'contacting the target'))
  }
  const clear = (): void => {
    if (!stopped) stream.write(CLEAR_LINE)
  }
  const restoreCursor = (): void => void stream.write(CLEAR_LINE + SHOW_CURSOR)
  stream.write(HIDE_CURSOR)
  // Also when the process exits in the middle.
  host.once('exit', restoreCursor)
  const timer = setInterval(draw, REDRAW_MS)
  timer.unref()
  return {
    update: (event) => {
      if (event.type === 'start') total += event.cases.length
      if (event.type === 'begin') startTimes.set(event.case, performance.now())
      if (event.type !== 'case') return
      if (startTimes.delete(event.verdict.id)) done++
      if (event.verdict.outcome === 'fail') failed++
    },
    clear,
    draw,
    stop: () => {
      if (stopped) return
      stopped = true
      clearInterval(timer)
      host.off('exit', restoreCursor)
      restoreCursor()
    },
  }
}
