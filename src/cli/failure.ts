/** What the user is told when a command cannot go on, and the exit code that says so. */
import { TargetError, UsageError } from '../usage-error.ts'
import { tell } from './terminal.ts'

export const EXIT = { conforms: 0, doesNotConform: 1, usage: 2, notTested: 3, interrupted: 130 } as const

/** Stopped by the user before there was anything to report. */
export class Interrupted extends Error {}

/** Tells what went wrong, without a stack unless it is a bug of ours. */
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
  const hint = process.env.CHAT_CONFORMANCE_DEBUG
    ? (stack ?? '')
    : 'please report it with this command line; CHAT_CONFORMANCE_DEBUG=1 adds the stack'
  tell('error', `a bug of chat-conformance: ${message}\n${hint}`)
  return EXIT.notTested
}
