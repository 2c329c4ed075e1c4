/** The message and the exit code when a command cannot continue. */
import { Interrupted, TargetError, UsageError } from '../foundation/usage-error.ts'
import { EXIT } from './exit-code.ts'
import { getHost } from './host.ts'
import { printMessage } from './terminal.ts'

/** Prints what went wrong; the exit code for it. A stack is printed only for a bug of ours, and only with CHAT_CONFORMANCE_DEBUG. */
export function reportFailure(error: unknown): number {
  if (error instanceof Interrupted) {
    printMessage('note', error.message)
    return EXIT.interrupted
  }
  if (error instanceof UsageError) {
    printMessage('error', error.message)
    return EXIT.usage
  }
  if (error instanceof TargetError) {
    printMessage('error', error.message)
    return EXIT.notTested
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  const hint = getHost().env.CHAT_CONFORMANCE_DEBUG
    ? (stack ?? '')
    : 'please report it together with the command line; CHAT_CONFORMANCE_DEBUG=1 prints the stack'
  printMessage('error', `this is a bug of chat-conformance: ${message}\n${hint}`)
  return EXIT.notTested
}
