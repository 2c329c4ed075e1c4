/** How far a run is, in one line on standard error that is written over and over; only on a terminal. */
import { columnsOf, shorten } from '../../text/columns.ts'
import { formatDuration } from '../../text/number.ts'
import { printable } from '../../text/printable.ts'
import type { RunEvent } from '../model/index.ts'

export interface Progress {
  tell(event: RunEvent): void
  /** Takes the line away, so that something else can be written. */
  clear(): void
  /** Puts it back. */
  draw(): void
  stop(): void
}

/** What the line says. Pure, so that it can be looked at without a terminal. */
export interface Standing {
  readonly done: number
  readonly total: number
  readonly failed: number
  /** Cases under way, longest first. */
  readonly running: readonly string[]
  /** How long the first of them has been running, in milliseconds. */
  readonly longestMs: number
}

/** The line for a standing, no wider than the terminal. */
export function progressLine({ done, total, failed, running, longestMs }: Standing, columns: number): string {
  const numbers = `${done}/${total}${failed ? `, ${failed} failed` : ''}`
  const [first] = running
  if (first === undefined) return shorten(numbers, columns)
  // Below a second the time would only flicker.
  const long = longestMs >= 1_000 ? ` ${formatDuration(longestMs)}` : ''
  const others = running.length > 1 ? ` and ${running.length - 1} more` : ''
  const room = (rest: string): number => columns - columnsOf(numbers) - columnsOf(rest) - 2
  const rest = [long + others, long].find((text) => room(text) >= LEAST_ID) ?? ''
  return shorten(`${numbers}  ${shorten(printable(first), Math.max(LEAST_ID, room(rest)))}${rest}`, columns)
}

/** Less than this of an id says nothing. */
const LEAST_ID = 16

const CLEAR_LINE = '\r\u001b[2K'
const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'
/** Time between two drawings, in milliseconds. */
const BEAT = 100

/** Nothing to see: for logs and pipes. */
export const NO_PROGRESS: Progress = {
  tell: () => undefined,
  clear: () => undefined,
  draw: () => undefined,
  stop: () => undefined,
}

/** A progress line on a terminal. */
export function openProgress(stream: NodeJS.WriteStream): Progress {
  const began = new Map<string, number>()
  let total = 0
  let done = 0
  let failed = 0
  let stopped = false
  const draw = (): void => {
    if (stopped) return
    const [first] = began.values()
    const longestMs = first === undefined ? 0 : performance.now() - first
    const line = progressLine(
      { done, total, failed, running: [...began.keys()], longestMs },
      (stream.columns ?? 80) - 1,
    )
    stream.write(CLEAR_LINE + (total ? line : 'looking at the target'))
  }
  const clear = (): void => {
    if (!stopped) stream.write(CLEAR_LINE)
  }
  const restoreCursor = (): void => void stream.write(CLEAR_LINE + SHOW_CURSOR)
  stream.write(HIDE_CURSOR)
  // Also when the process is ended in the middle.
  process.once('exit', restoreCursor)
  const beat = setInterval(draw, BEAT)
  beat.unref()
  return {
    tell: (event) => {
      if (event.type === 'start') total += event.cases.length
      if (event.type === 'begin') began.set(event.case, performance.now())
      if (event.type !== 'case') return
      if (began.delete(event.verdict.id)) done++
      if (event.verdict.outcome === 'fail') failed++
    },
    clear,
    draw,
    stop: () => {
      if (stopped) return
      stopped = true
      clearInterval(beat)
      process.off('exit', restoreCursor)
      restoreCursor()
    },
  }
}
