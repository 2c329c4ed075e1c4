/** The two output streams of the process: whether they show colours, how wide they are, and what is written to them. */

import type { WriteStream } from 'node:tty'
import { printable } from '../../text/printable.ts'
import { EXIT, withoutReport } from './exit-code.ts'

type Stream = NodeJS.WriteStream | WriteStream

/** Whether a stream shows colours: NO_COLOR and FORCE_COLOR decide, then whether it is a terminal. */
export function showsColor(stream: Stream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (NO_COLOR) return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return stream.isTTY === true && TERM !== 'dumb'
}

/** Columns of standard output, or of standard error where only that is a terminal; undefined if neither is. */
export function terminalColumns(): number | undefined {
  return process.stdout.columns ?? process.stderr.columns
}

let closed = false
const onClosed: (() => void)[] = []

/** Writes to standard output; nothing once its reader has gone, as `head` does. */
export function write(text: string): void {
  if (text && !closed) process.stdout.write(text)
}

/** Told when the reader of standard output has gone. */
export function whenClosed(listener: () => void): void {
  onClosed.push(listener)
}

/** Makes a reader who goes away, or a disk that is full, an event instead of a crash. */
export function guardStreams(): void {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (closed) return
    closed = true
    for (const listener of onClosed) listener()
    if (code === 'EPIPE') return
    tell('error', `cannot write to standard output: ${message}`)
    process.once('exit', () => {
      process.exitCode = withoutReport(Number(process.exitCode ?? EXIT.conforms))
    })
  })
  // Without a reader for messages there is nobody to tell.
  process.stderr.on('error', () => undefined)
}

/** Tells the user something on standard error: the first word stands out, and every line is safe for a terminal. */
export function tell(kind: 'error' | 'warning' | 'note', message: string): void {
  const label = showsColor(process.stderr) ? `\u001b[${COLOR[kind]}m${kind}:\u001b[0m` : `${kind}:`
  process.stderr.write(`${label} ${message.split('\n').map(printable).join('\n')}\n`)
}

const COLOR = { error: '1;31', warning: '1;33', note: '1;36' } as const
