/** The key of the target, out of the environment. */
import { UsageError } from '../usage-error.ts'

export const DEFAULT_KEY_NAME = 'OPENAI_API_KEY'

/**
 * The key in a variable; undefined where none was named and the default one is not set.
 * @throws UsageError if the variable that was named is not set, or if its value cannot be a key
 */
export function keyIn(named: string | undefined, fallback?: string): string | undefined {
  const name = named ?? fallback
  const key = name === undefined ? undefined : process.env[name]?.trim()
  if (!key) {
    if (named === undefined) return undefined
    throw new UsageError(`the environment variable ${named}, which is to hold the key, is not set`)
  }
  if (/[^\u0021-\u007e]/.test(key))
    throw new UsageError(
      `the value of the environment variable ${name} cannot be a key: it holds a blank or another character that no header may hold`,
    )
  return key
}
