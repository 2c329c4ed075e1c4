/** What a command uses of the process that it runs in. A test runs commands on a host of its own, several in one process. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Readable } from 'node:stream'

/** An output stream. On a terminal it knows its width. */
export type Screen = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

/** The part of `process` that commands use; `process` is one. Relative paths begin at the working directory of the process. */
export interface Host extends Pick<NodeJS.EventEmitter, 'on' | 'once' | 'off'> {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Screen
  readonly stderr: Screen
  readonly env: Readonly<Record<string, string | undefined>>
  /** Read by `exit` listeners, which may change it. */
  exitCode?: number | string | null | undefined
  /** Ends the process at once. */
  exit(code: number): never
}

const hosts = new AsyncLocalStorage<Host>()

/** The host that the current command runs on: the process, unless `withHost` says otherwise. */
export function getHost(): Host {
  return hosts.getStore() ?? process
}

/** Calls a function on a host. Everything that it starts stays on that host. */
export function withHost<T>(host: Host, call: () => T): T {
  return hosts.run(host, call)
}
