/** Hands run events to reporters and their text to files or standard output. */
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileTrouble } from '../file-trouble.ts'
import type { Reporter, ReporterContext, RunEvent } from '../model.ts'
import { loadReporter } from '../registry.ts'
import { UsageError } from '../usage-error.ts'
import type { Output } from './options.ts'
import { tell, write } from './terminal.ts'

export interface Outputs {
  /** True if some reporter writes to a file. */
  readonly toFiles: boolean
  tell(event: RunEvent): void
  close(): void
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
  const factories = await Promise.all(outputs.map(({ name }) => loadReporter(name)))
  const stdout: Sink = { write: print, close: () => undefined }
  const channels: Channel[] = []
  for (const [i, { name, file, kept }] of outputs.entries()) {
    const sink = file === undefined ? stdout : fileSink(file, kept?.bytes)
    const channel: Channel = { name, sink, known: kept?.events ?? 0 }
    channels.push(channel)
    guarded(channel, () => {
      channel.reporter = factories[i]?.(contextOf(file === undefined))
    })
  }
  return {
    toFiles: outputs.some(({ file }) => file !== undefined),
    tell: (event) => {
      for (const channel of channels) guarded(channel, () => sinkText(channel, event))
    },
    close: () => {
      for (const { sink } of channels) sink.close()
    },
  }
}

function sinkText(channel: Channel, event: RunEvent): void {
  const text = channel.reporter?.(event)
  if (channel.known > 0) channel.known--
  else if (text) channel.sink.write(text)
}

function guarded(channel: Channel, work: () => void): void {
  try {
    work()
  } catch (error) {
    channel.reporter = undefined
    tell('warning', `the reporter ${channel.name} failed and its report is not whole: ${(error as Error).message}`)
  }
}

/** A file whose old content stays until there is something new to write; so many bytes of it stay in any case. */
function fileSink(file: string, keeps = 0): Sink {
  const { fd, isNew, isFile } = open(file)
  let begun = false
  return {
    write: (text) => {
      if (!begun && isFile) ftruncateSync(fd, keeps)
      begun = true
      const bytes = Buffer.from(text)
      // A write may take only a part.
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done)
    },
    close: () => {
      closeSync(fd)
      if (isNew && !begun) rmSync(file, { force: true })
    },
  }
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
