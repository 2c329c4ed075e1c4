/** The progress of a run on standard error: a line that is redrawn on a terminal, and now and then a line in a log. */
import { columnsOf, shorten } from '../../text/columns.ts'
import { formatDuration } from '../../text/number.ts'
import { printable } from '../../text/printable.ts'
import type { RunEvent } from '../model/index.ts'
import type { OnWait } from '../wire/send.ts'
import { getHost } from './host.ts'

export interface Progress {
  update(event: RunEvent): void
  /** Is told what the run waits for, and how long. */
  readonly wait: OnWait
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
  /** How long the run takes already, in milliseconds. */
  readonly elapsedMs: number
  /** What a request waits for, with the time that is left. */
  readonly waits?: string | undefined
}

/** Cases that are done say little about the rate before so much time has passed, in milliseconds. */
const LEAST_RATED_MS = 1_000

/** The progress line, no wider than the terminal: what does not fit is left out, the least important first. */
export function formatProgress(state: ProgressState, columns: number): string {
  const { done, total, failed, running, longestMs, waits } = state
  const percent = `${Math.floor((done / Math.max(1, total)) * 100)} %`
  const numbers = ` ${percent}  ${done}/${total}`
  const [first] = running
  const at = first === undefined ? [] : [printable(waitingFor(first, longestMs))]
  const counts = [...(failed ? [`${failed} failed`] : []), ...rateOf(state)]
  const optional = waits === undefined ? [...counts, ...at] : [printable(waits), ...counts]
  const forBar = columns >= BARRED_COLUMNS ? MIN_BAR + 1 : 0
  const parts = optional.reduce((line, part) => {
    const room = columns - forBar - columnsOf(line) - 3
    const isShown = columnsOf(part) <= room || (part === optional.at(-1) && room >= MIN_LAST_COLUMNS)
    return isShown ? `${line} · ${shorten(part, room)}` : line
  }, numbers)
  const room = columns - columnsOf(parts) - 1
  return shorten(
    room >= MIN_BAR ? `${barOf(done / Math.max(1, total), Math.min(room, MAX_BAR))}${parts}` : parts.trimStart(),
    columns,
  )
}

/** A case that takes long waits for a reply. */
function waitingFor(id: string, ms: number): string {
  return ms >= LONG_MS ? `${id} waits for a reply, ${formatDuration(ms)}` : id
}

const LONG_MS = 3_000

/** Minimum columns for what the run is at. */
const MIN_LAST_COLUMNS = 16
const MIN_BAR = 8
/** A line of so many columns always has a bar. */
const BARRED_COLUMNS = 60
const MAX_BAR = 20

function barOf(share: number, columns: number): string {
  const full = Math.round(share * columns)
  return '█'.repeat(full) + '░'.repeat(columns - full)
}

/** Cases in a second, and the time that the others take at that rate. */
function rateOf({ done, total, elapsedMs }: ProgressState): readonly string[] {
  if (!done || elapsedMs < LEAST_RATED_MS) return []
  const rate = (done / elapsedMs) * 1000
  const left = formatDuration(Math.max(1_000, Math.round((total - done) / rate) * 1000)).replace('.0 s', ' s')
  return [...(done < total ? [`${left} left`] : []), `${rate < 10 ? rate.toFixed(1) : Math.round(rate)} cases/s`]
}

const CLEAR_LINE = '\r\u001b[2K'
const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'
/** Time between two redraws, in milliseconds. */
const REDRAW_MS = 100

/** No progress: for what happened before. */
export const NO_PROGRESS: Progress = {
  update: () => undefined,
  wait: () => undefined,
  clear: () => undefined,
  draw: () => undefined,
  stop: () => undefined,
}

/** Counts what happened so far. */
function openCount() {
  const startTimes = new Map<string, number>()
  const began = performance.now()
  let startedAt = began
  let total = 0
  let done = 0
  let failed = 0
  let waiting: { readonly why: string; readonly until: number } | undefined
  return {
    update: (event: RunEvent): void => {
      if (event.type === 'start') {
        if (!total) startedAt = performance.now()
        total += event.cases.length
      }
      if (event.type === 'begin') startTimes.set(event.case, performance.now())
      if (event.type !== 'case') return
      if (startTimes.delete(event.verdict.id)) done++
      if (event.verdict.outcome === 'fail') failed++
    },
    wait: (why: string, ms: number): void => {
      const until = performance.now() + ms
      if (!waiting || until > waiting.until) waiting = { why, until }
    },
    /** What there is to show; undefined before the target was met. */
    state: (): ProgressState | undefined => {
      if (!total) return undefined
      const [first] = startTimes.values()
      const now = performance.now()
      return {
        done,
        total,
        failed,
        running: [...startTimes.keys()],
        longestMs: first === undefined ? 0 : now - first,
        elapsedMs: now - startedAt,
        waits: waitOf(waiting),
      }
    },
    /** What is shown before the target was met. */
    greeting: (): string => {
      const since = performance.now() - began
      return (
        waitOf(waiting) ??
        `waiting for the first reply of the target${since >= 1_000 ? `, ${formatDuration(since)}` : ''}`
      )
    },
  }
}

function waitOf(waiting: { readonly why: string; readonly until: number } | undefined): string | undefined {
  const left = waiting ? waiting.until - performance.now() : 0
  return waiting && left > 0 ? `${waiting.why}: waiting ${Math.ceil(left / 1000)} s` : undefined
}

/** A progress line on standard error, which is a terminal. */
export function openProgress(): Progress {
  const host = getHost()
  const stream = host.stderr
  const { update, wait, state, greeting } = openCount()
  let stopped = false
  const draw = (): void => {
    if (stopped) return
    const columns = (stream.columns ?? 80) - 1
    const now = state()
    stream.write(CLEAR_LINE + (now ? formatProgress(now, columns) : shorten(greeting(), columns)))
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
    update,
    wait,
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

/** A log gets a line so often, in milliseconds. */
const LOG_MS = 30_000
/** A target that says nothing for so long is worth a line, in milliseconds. */
const SILENCE_MS = 3_000
const LOG_COLUMNS = 120

/** Progress in a log: a line for each wait that is long, and one now and then. */
export function openLog(): Progress {
  const { stderr } = getHost()
  const { update, wait, state, greeting } = openCount()
  const write = (): void => {
    const now = state()
    stderr.write(`${now ? formatProgress(now, LOG_COLUMNS).replace(/^[█░]+ */, '') : greeting()}\n`)
  }
  const first = setTimeout(() => {
    if (!state()) write()
  }, SILENCE_MS)
  const timer = setInterval(write, LOG_MS)
  first.unref()
  timer.unref()
  let announced = 0
  return {
    update,
    wait: (why, ms) => {
      wait(why, ms)
      const until = performance.now() + ms
      if (ms < SILENCE_MS || until <= announced) return
      // Requests that wait together are one wait.
      announced = until + SILENCE_MS
      stderr.write(`${printable(why)}: waiting ${Math.ceil(ms / 1000)} s\n`)
    },
    clear: () => undefined,
    draw: () => undefined,
    stop: () => {
      clearTimeout(first)
      clearInterval(timer)
    },
  }
}
