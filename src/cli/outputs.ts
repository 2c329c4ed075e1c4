/** Hands run events to reporters and their text to files or standard output. */
import { appendFileSync, closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { loadReporter } from '../ask/registry.ts'
import { fileTrouble } from '../foundation/file-trouble.ts'
import { UsageError } from '../foundation/usage-error.ts'
import type { Reporter, ReporterContext, ReporterFactory, RunEvent } from '../model/index.ts'
import { withoutReport } from './exit-code.ts'
import { getHost } from './host.ts'
import type { Output } from './options.ts'
import { tell, write } from './terminal.ts'

export interface Outputs {
  /** True if some reporter writes to a file. */
  readonly toFiles: boolean
  tell(event: RunEvent): void
  close(): void
  /** The exit code of the run; another one if a file could not be written. */
  exitCode(code: number): number
}

interface Channel {
  readonly name: string
  readonly sink: Sink
  /** So many events are in the file already. */
  known: number
  /** Nothing once it has failed: a reporter that fails costs its own output only. */
  reporter?: Reporter | undefined
}

interface Sink {
  readonly write: (text: string) => void
  readonly close: () => void
  readonly isWhole: () => boolean
}

/**
 * Makes the reporters, and opens the files before anything is sent.
 * @param contextOf what a reporter may know, by whether it writes to standard output
 * @param print writes to standard output
 * @throws UsageError for an unknown reporter or a file that cannot be written
 */
export async function openOutputs(
  outputs: readonly Output[],
  contextOf: (toStdout: boolean) => ReporterContext,
  print: (text: string) => void = write,
): Promise<Outputs> {
  const wanted = [...outputs, ...stepSummaryOf(outputs)]
  const factories = await Promise.all(wanted.map(({ name }) => loadReporter(name)))
  // What becomes of a full standard output is told where it is guarded.
  const stdout: Sink = { write: print, close: () => undefined, isWhole: () => true }
  const channels = wanted.map(({ name, file, kept }, i): Channel => {
    const reporter = made(name, factories[i], contextOf(file === undefined))
    const sink = file === undefined ? stdout : i < outputs.length ? fileSink(file, kept?.bytes) : appendSink(file)
    return { name, sink, known: kept?.events ?? 0, reporter }
  })
  return {
    toFiles: wanted.some(({ file }) => file !== undefined),
    tell: (event) => {
      for (const channel of channels) feed(channel, event)
    },
    close: () => {
      for (const { sink } of channels) sink.close()
    },
    exitCode: (code) => (channels.every(({ sink }) => sink.isWhole()) ? code : withoutReport(code)),
  }
}

/** GitHub shows on the page of a run what is appended to this file: more than its ten lines of a kind. */
function stepSummaryOf(outputs: readonly Output[]): readonly Output[] {
  const file = getHost().env.GITHUB_STEP_SUMMARY
  return file && outputs.some(({ name }) => name === 'github') ? [{ name: 'markdown', file }] : []
}

function made(name: string, factory: ReporterFactory | undefined, context: ReporterContext): Reporter | undefined {
  try {
    return factory?.(context)
  } catch (error) {
    complain(name, error)
    return undefined
  }
}

function feed(channel: Channel, event: RunEvent): void {
  if (!channel.reporter) return
  try {
    const text: unknown = channel.reporter(event)
    if (typeof text !== 'string')
      throw new TypeError(`it returned ${nameOf(text)} for ${event.type}, expected a string`)
    if (channel.known > 0) channel.known--
    else if (text) channel.sink.write(text)
  } catch (error) {
    channel.reporter = undefined
    complain(channel.name, error)
  }
}

function nameOf(value: unknown): string {
  if (value instanceof Promise) return 'a promise'
  return value === undefined || value === null ? String(value) : `a value of type ${typeof value}`
}

function complain(name: string, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error)
  tell('warning', `the reporter ${name} failed and its report is not whole: ${why}`)
}

/** A file whose old content stays until there is something new to write; so many bytes of it stay in any case. */
function fileSink(file: string, keeps = 0): Sink {
  const { fd, isNew, isFile } = open(file)
  const { attempt, isWhole } = attempts(file)
  let begun = false
  return {
    isWhole,
    write: (text) =>
      attempt(() => {
        if (!begun && isFile) ftruncateSync(fd, keeps)
        begun = true
        const bytes = Buffer.from(text)
        // A write may take only a part.
        for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done)
      }),
    close: () =>
      attempt(() => {
        closeSync(fd)
        if (isNew && !begun) rmSync(file, { force: true })
      }),
  }
}

/** A file that others write to as well. Nobody asked for it by name: where it cannot be written, no report is lost. */
function appendSink(file: string): Sink {
  const { attempt } = attempts(file)
  return { write: (text) => attempt(() => appendFileSync(file, text)), close: () => undefined, isWhole: () => true }
}

/** A disk that is full costs the file that is on it, and no other: it is told once, and nothing more is written. */
function attempts(file: string): { attempt: (work: () => void) => void; isWhole: () => boolean } {
  let whole = true
  const attempt = (work: () => void): void => {
    if (!whole) return
    try {
      work()
    } catch (error) {
      whole = false
      tell('warning', `the report ${file} is not whole: ${fileTrouble(error)}`)
    }
  }
  return { attempt, isWhole: () => whole }
}

function open(file: string): { fd: number; isNew: boolean; isFile: boolean } {
  try {
    mkdirSync(dirname(file), { recursive: true })
    try {
      const fd = openSync(file, 'ax')
      return { fd, isNew: true, isFile: true }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const fd = openSync(file, 'a')
      return { fd, isNew: false, isFile: fstatSync(fd).isFile() }
    }
  } catch (error) {
    throw new UsageError(`cannot write the report ${file}: ${fileTrouble(error)}`)
  }
}
