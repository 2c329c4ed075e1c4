/** Parses request headers as users write them, and keeps secrets out of them. */
import { UsageError } from '../foundation/usage-error.ts'
import { holdsSecret, withoutSecret } from '../wire/secret-names.ts'

/** A header and the secrets in it: name in the value → secret. */
export interface Header {
  readonly name: string
  readonly value: string
  readonly secrets: readonly (readonly [name: string, value: string])[]
}

/**
 * Parses a header. `$NAME` in its value inserts an environment variable. Neither that value nor the value of a header
 * that usually contains a secret gets into a report.
 * @throws UsageError if it is not `Name: value`, or if a variable is not set
 */
export function headerOf(text: string, env: Readonly<Record<string, string | undefined>>): Header {
  const [, name = '', value = ''] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/s.exec(text) ?? []
  // The value may be a secret: the message shows only the name.
  if (!name) throw new UsageError("--header expects 'Name: value', such as 'X-Team: blue'")
  if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value))
    throw new UsageError(
      `the value of the header ${name} contains a line break or another character that is not allowed in a header`,
    )
  const variables = [...value.matchAll(/\$([A-Z_][A-Z0-9_]*)/g)].map(([, variable = '']) => {
    const secret = env[variable]
    if (!secret)
      throw new UsageError(`the header ${name} uses $${variable}, but the environment variable ${variable} is not set`)
    return [`$${variable}`, secret] as const
  })
  if (variables.length || !holdsSecret(name, value)) return { name: name.toLowerCase(), value, secrets: variables }
  const { shown, secret } = withoutSecret(name, value)
  return { name: name.toLowerCase(), value: shown, secrets: [secret] }
}
