/** Ctrl-C: the first one ends the run gracefully, the second one immediately. */
import { EXIT } from './exit-code.ts'
import { getHost, withHost } from './host.ts'

export interface Interrupt {
  readonly signal: AbortSignal
  /** Ends the run gracefully, as the first Ctrl-C does. */
  stop(): void
  /** Stops listening for signals. */
  release(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Listens for the signals that end a process, and calls back at the first one. */
export function catchInterrupt(onFirst: () => void = () => undefined): Interrupt {
  const host = getHost()
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) host.exit(EXIT.interrupted)
    controller.abort()
    withHost(host, onFirst)
  }
  for (const name of SIGNALS) host.on(name, onSignal)
  return {
    signal: controller.signal,
    stop: () => controller.abort(),
    release: () => {
      for (const name of SIGNALS) host.off(name, onSignal)
    },
  }
}
