/** What the user is told when a command cannot go on. */
import { TargetError, UsageError } from '../foundation/usage-error.ts'
import { EXIT } from './exit-code.ts'
import { getHost } from './host.ts'
import { tell } from './terminal.ts'

/** Stopped by the user before there was anything to report. */
export class Interrupted extends Error {}

/** Tells what went wrong; the exit code for it. A stack is shown only for a bug of ours, and only when it is asked for. */
export function reportFailure(error: unknown): number {
  if (error instanceof Interrupted) {
    tell('note', error.message)
    return EXIT.interrupted
  }
  if (error instanceof UsageError) {
    tell('error', error.message)
    return EXIT.usage
  }
  if (error instanceof TargetError) {
    tell('error', error.message)
    return EXIT.notTested
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  const hint = getHost().env.CHAT_CONFORMANCE_DEBUG
    ? (stack ?? '')
    : 'please report it with this command line; CHAT_CONFORMANCE_DEBUG=1 adds the stack'
  tell('error', `a bug of chat-conformance: ${message}\n${hint}`)
  return EXIT.notTested
}
