/** The key of the target, as a rule out of the environment. */
import { UsageError } from '../foundation/usage-error.ts'
import { getHost } from './host.ts'

export const DEFAULT_KEY_NAME = 'OPENAI_API_KEY'

/**
 * The key in a variable; undefined where none was named and the default one is not set.
 * @throws UsageError if the variable that was named is not set, or if its value cannot be a key
 */
export function keyIn(named: string | undefined, fallback?: string): string | undefined {
  const name = named ?? fallback
  const key = name === undefined ? undefined : getHost().env[name]?.trim()
  if (!key) {
    if (named === undefined) return undefined
    throw new UsageError(`the environment variable ${named}, which is to hold the key, is not set`)
  }
  return usable(key, `the value of the environment variable ${name}`)
}

/**
 * A key that a program hands over.
 * @throws UsageError if it cannot be one
 */
export function keyOf(given: string): string {
  return usable(given.trim(), 'the value of apiKey')
}

function usable(key: string, what: string): string {
  if (key && !/[^\u0021-\u007e]/.test(key)) return key
  throw new UsageError(
    `${what} cannot be a key: it ${key ? 'holds a blank or another character that no header may hold' : 'is empty'}`,
  )
}
