/** The two output streams of the host: whether they show colours, how wide they are, and what is written to them. */
import { printable } from '../../text/printable.ts'
import { EXIT, withoutReport } from './exit-code.ts'
import { getHost, type Host, type Screen, withHost } from './host.ts'

/** Whether a stream shows colours: NO_COLOR and FORCE_COLOR decide, then whether it is a terminal. */
export function showsColor(stream: Screen): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = getHost().env
  if (NO_COLOR) return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return stream.isTTY === true && TERM !== 'dumb'
}

/** Columns of standard output, or of standard error where only that is a terminal; undefined if neither is. */
export function terminalColumns(): number | undefined {
  const { stdout, stderr } = getHost()
  return stdout.columns ?? stderr.columns
}

/** Hosts whose standard output has no reader any more. */
const closed = new WeakSet<Host>()
const closeListeners = new WeakMap<Host, (() => void)[]>()

/** Writes to standard output; nothing once its reader has gone, as `head` does. */
export function write(text: string): void {
  const host = getHost()
  if (text && !closed.has(host)) host.stdout.write(text)
}

/** Calls back when the reader of standard output has gone. */
export function onStdoutClosed(listener: () => void): void {
  closeListeners.get(getHost())?.push(listener)
}

/** Makes a reader who goes away, or a disk that is full, an event instead of a crash. */
export function guardStreams(): void {
  const host = getHost()
  const listeners: (() => void)[] = []
  closeListeners.set(host, listeners)
  host.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (closed.has(host)) return
    closed.add(host)
    for (const listener of listeners) listener()
    if (code === 'EPIPE') return
    withHost(host, () => printMessage('error', `cannot write to standard output: ${message}`))
    host.once('exit', () => {
      host.exitCode = withoutReport(Number(host.exitCode ?? EXIT.conforms))
    })
  })
  // Without a reader for messages there is nobody to report to.
  host.stderr.on('error', () => undefined)
}

/** Prints a message on standard error: the first word stands out, and every line is safe for a terminal. */
export function printMessage(kind: 'error' | 'warning' | 'note', message: string): void {
  const { stderr } = getHost()
  const label = showsColor(stderr) ? `\u001b[${COLOR[kind]}m${kind}:\u001b[0m` : `${kind}:`
  stderr.write(`${label} ${message.split('\n').map(printable).join('\n')}\n`)
}

const COLOR = { error: '1;31', warning: '1;33', note: '1;36' } as const
