/** Passes run events to reporters, and writes their text to files or standard output. */
import { appendFileSync, closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { loadReporter } from '../ask/registry.ts'
import { fileTrouble } from '../foundation/file-trouble.ts'
import { UsageError } from '../foundation/usage-error.ts'
import type { Reporter, ReporterContext, ReporterFactory, RunEvent } from '../model/index.ts'
import { withoutReport } from './exit-code.ts'
import { getHost } from './host.ts'
import type { Output } from './options.ts'
import { printMessage, write } from './terminal.ts'

export interface Outputs {
  /** True if some reporter writes to a file. */
  readonly toFiles: boolean
  report(event: RunEvent): void
  /** Closes the files, and names those that were written. */
  close(): void
  /** The exit code of the run; never 0 if a file could not be written. */
  exitCode(code: number): number
}

interface Channel {
  readonly name: string
  readonly sink: Sink
  /** Number of events that are in the file already. */
  known: number
  /** undefined after it has failed: the other reporters continue. */
  reporter?: Reporter | undefined
}

interface Sink {
  readonly write: (text: string) => void
  readonly close: () => void
  readonly isComplete: () => boolean
  /** Everything is in the file. */
  readonly isWritten: () => boolean
}

/**
 * Makes the reporters, and opens the files before anything is sent.
 * @param contextOf the context of a reporter, by whether it writes to standard output
 * @param print writes to standard output
 * @throws UsageError for an unknown reporter or a file that cannot be written
 */
export async function openOutputs(
  outputs: readonly Output[],
  contextOf: (toStdout: boolean) => ReporterContext,
  print: (text: string) => void = write,
): Promise<Outputs> {
  const all = [...outputs, ...stepSummaryOf(outputs)]
  const factories = await Promise.all(all.map(({ name }) => loadReporter(name)))
  // guardStreams handles errors of standard output.
  const stdout: Sink = { write: print, close: () => undefined, isComplete: () => true, isWritten: () => false }
  const channels = all.map(({ name, file, kept }, i): Channel => {
    const reporter = makeReporter(name, factories[i], contextOf(file === undefined))
    const sink = file === undefined ? stdout : i < outputs.length ? fileSink(file, kept?.bytes) : appendSink(file)
    return { name, sink, known: kept?.events ?? 0, reporter }
  })
  return {
    toFiles: all.some(({ file }) => file !== undefined),
    report: (event) => {
      for (const channel of channels) feed(channel, event)
    },
    close: () => {
      for (const { sink } of channels) sink.close()
      const written = outputs.flatMap(({ file }, i) =>
        file !== undefined && channels[i]?.reporter && channels[i].sink.isWritten() ? file : [],
      )
      if (written.length) printMessage('note', `written: ${written.join(', ')}`)
    },
    exitCode: (code) => (channels.every(({ sink }) => sink.isComplete()) ? code : withoutReport(code)),
  }
}

/** GitHub shows what is appended to this file on the page of a run, where annotations are limited to ten of a kind. */
function stepSummaryOf(outputs: readonly Output[]): readonly Output[] {
  const file = getHost().env.GITHUB_STEP_SUMMARY
  return file && outputs.some(({ name }) => name === 'github') ? [{ name: 'markdown', file }] : []
}

function makeReporter(
  name: string,
  factory: ReporterFactory | undefined,
  context: ReporterContext,
): Reporter | undefined {
  try {
    return factory?.(context)
  } catch (error) {
    warnOfReporter(name, error)
    return undefined
  }
}

function feed(channel: Channel, event: RunEvent): void {
  if (!channel.reporter) return
  try {
    const text: unknown = channel.reporter(event)
    if (typeof text !== 'string')
      throw new TypeError(`expected a string for the event ${event.type}, but it returned ${typeOf(text)}`)
    if (channel.known > 0) channel.known--
    else if (text) channel.sink.write(text)
  } catch (error) {
    channel.reporter = undefined
    warnOfReporter(channel.name, error)
  }
}

function typeOf(value: unknown): string {
  if (value instanceof Promise) return 'a promise'
  return value === undefined || value === null ? String(value) : `a value of type ${typeof value}`
}

function warnOfReporter(name: string, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error)
  printMessage('warning', `the reporter ${name} failed, its report is incomplete: ${reason}`)
}

/** A file whose old content stays until there is something new to write; its first `kept` bytes always stay. */
function fileSink(file: string, kept = 0): Sink {
  const { fd, isNew, isFile } = open(file)
  const { attempt, isComplete } = guardWrites(file)
  let hasBegun = false
  return {
    isComplete,
    isWritten: () => hasBegun && isComplete(),
    write: (text) =>
      attempt(() => {
        if (!hasBegun && isFile) ftruncateSync(fd, kept)
        hasBegun = true
        const bytes = Buffer.from(text)
        // A write may be partial.
        for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done)
      }),
    close: () =>
      attempt(() => {
        closeSync(fd)
        if (isNew && !hasBegun) rmSync(file, { force: true })
      }),
  }
}

/** A file that others write to as well. The user did not name it: if it cannot be written, no report is lost. */
function appendSink(file: string): Sink {
  const { attempt } = guardWrites(file)
  return {
    write: (text) => attempt(() => appendFileSync(file, text)),
    close: () => undefined,
    isComplete: () => true,
    isWritten: () => false,
  }
}

/** If a file cannot be written, for example because the disk is full: one warning, no further writes, and other files continue. */
function guardWrites(file: string): { attempt: (work: () => void) => void; isComplete: () => boolean } {
  let isComplete = true
  const attempt = (work: () => void): void => {
    if (!isComplete) return
    try {
      work()
    } catch (error) {
      isComplete = false
      printMessage('warning', `the report ${file} is incomplete: ${fileTrouble(error)}`)
    }
  }
  return { attempt, isComplete: () => isComplete }
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
