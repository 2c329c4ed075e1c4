/** The API key of the target, normally from an environment variable. */
import { UsageError } from '../foundation/usage-error.ts'

export const DEFAULT_KEY_NAME = 'OPENAI_API_KEY'

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The key in a variable; undefined if no variable was named and the default one is not set.
 * @throws UsageError if the named variable is not set, or if its value is not a possible key
 */
export function keyIn(env: Environment, named: string | undefined, fallback?: string): string | undefined {
  const name = named ?? fallback
  const key = name === undefined ? undefined : env[name]?.trim()
  if (!key) {
    if (named === undefined) return undefined
    throw new UsageError(`the environment variable ${named}, which should contain the API key, is not set`)
  }
  return checkKey(key, `the value of the environment variable ${name}`)
}

/**
 * A key from a program.
 * @throws UsageError if it is not a possible key
 */
export function keyOf(given: string): string {
  return checkKey(given.trim(), 'the value of apiKey')
}

function checkKey(key: string, source: string): string {
  if (key && !/[^\u0021-\u007e]/.test(key)) return key
  throw new UsageError(
    `${source} cannot be a key: it ${key ? 'contains a space or another character that is not allowed in a header' : 'is empty'}`,
  )
}
