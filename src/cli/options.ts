/** Understands what was typed: numbers, headers, addresses. Every mistake says what was expected. */
import { InvalidArgumentError } from 'commander'
import { UsageError } from '../foundation/usage-error.ts'
import { namesSecret, withoutSecret } from '../wire/secret-names.ts'

/** The profile that counts where the user names none. */
export const DEFAULT_PROFILE = 'compatible'

/** The configuration that is looked for where no other is named. */
export const CONFIG_FILE = 'chat-conformance.yaml'

/** A parser for whole numbers between two bounds. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
  }
}

/** Longest time that an option takes: a day. A timer of Node.js overflows at 24 days. */
const MOST_SECONDS = 86_400

/** Seconds as typed, in milliseconds. */
export function seconds(text: string): number {
  const value = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN
  if (value > 0 && value <= MOST_SECONDS) return Math.max(1, Math.round(value * 1000))
  throw new InvalidArgumentError(`Expected seconds: a number above 0, at most ${MOST_SECONDS}.`)
}

/** A number of cases as typed, or a share of them: `10`, `5%`. */
export function countOrShare(text: string): number | { readonly percent: number } {
  const [, number = '', percent] = /^(\d+(?:\.\d+)?)(%)?$/.exec(text) ?? []
  const value = Number(number)
  if (number && percent && value <= 100) return { percent: value }
  if (number && !percent && Number.isInteger(value)) return value
  throw new InvalidArgumentError('Expected a number of cases, such as 10, or a share of them, such as 5%.')
}

/** A part of how many as typed: `2/8`. */
export function partOf(text: string): { readonly index: number; readonly of: number } {
  const [, index = Number.NaN, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number)
  if (index >= 1 && index <= of) return { index, of }
  throw new InvalidArgumentError('Expected the part and the number of parts, from 1/N to N/N, such as 2/8.')
}

/** Collects an option that may be given several times. */
export function several(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

/** Name of an environment variable. A key typed in its place is not echoed. */
export function variable(text: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return text
  throw new UsageError(
    '--api-key-env takes the name of an environment variable, such as OPENAI_API_KEY, not the key itself',
  )
}

/**
 * The base URL as requests are built on it, without a slash at its end.
 * @throws UsageError if it is no http(s) URL that paths can be added to
 */
export function baseUrlOf(text: string): string {
  const said = JSON.stringify(text)
  if (!/^https?:\/\//i.test(text))
    throw new UsageError(`${said} is not a base URL: it has to start with http:// or https://${guess(text)}`)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url) throw new UsageError(`${said} is not a URL\nexpected something like http://localhost:8000/v1`)
  if (url.username || url.password)
    throw new UsageError(
      "the base URL holds a user name or password, which reports would show\nuse --header 'Authorization: Basic $NAME' with an environment variable",
    )
  if (url.search || url.hash)
    throw new UsageError(
      `${said} has a query or fragment, to which no path can be added\nexpected the address before /chat/completions, such as http://localhost:8000/v1`,
    )
  const base = url.href.replace(/\/+$/, '')
  if (/\/(chat\/)?completions$/.test(base))
    throw new UsageError(
      `${said} is the address of the endpoint; the base URL is what comes before it\ntry ${base.replace(/\/(chat\/)?completions$/, '')}`,
    )
  return base
}

function guess(text: string): string {
  const candidate = `http://${text}`
  return !text.includes('://') && URL.canParse(candidate) ? `\ntry ${candidate}` : ''
}

/** A header and the secrets in it: name in the text → value. */
export interface Header {
  readonly name: string
  readonly value: string
  readonly secrets: readonly (readonly [name: string, value: string])[]
}

/**
 * A header as typed. `$NAME` in its value stands for an environment variable; its value never gets into a report, and
 * neither does that of a header whose name speaks of a secret.
 * @throws UsageError if it is not `Name: value`, or if a variable is not set
 */
export function headerOf(text: string, env: Readonly<Record<string, string | undefined>>): Header {
  const [, name = '', value = ''] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/s.exec(text) ?? []
  // The value may be a secret: the message shows no more than the name.
  if (!name) throw new UsageError("--header expects 'Name: value'")
  if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value))
    throw new UsageError(
      `the value of the header ${name} holds a line break or another character that no header may hold`,
    )
  const variables = [...value.matchAll(/\$([A-Z_][A-Z0-9_]*)/g)].map(([, variable = '']) => {
    const found = env[variable]
    if (!found)
      throw new UsageError(`the header ${name} uses $${variable}, but the environment variable ${variable} is not set`)
    return [`$${variable}`, found] as const
  })
  if (variables.length || !namesSecret(name)) return { name: name.toLowerCase(), value, secrets: variables }
  const { shown, secret } = withoutSecret(name, value)
  return { name: name.toLowerCase(), value: shown, secrets: [secret] }
}

/** A reporter and the file that it writes to; without a file it writes to standard output. */
export interface Output {
  readonly name: string
  readonly file?: string
  /** What the file holds already and keeps, and how many of the events that tells. */
  readonly kept?: { readonly bytes: number; readonly events: number }
}

/**
 * The reporters as typed, `name` or `name=file`. The usual one goes to standard output unless another one does.
 * @throws UsageError if two of them would write to the same place
 */
export function outputsOf(texts: readonly string[], usual = 'console'): readonly Output[] {
  const outputs = texts.map((text): Output => {
    const [, name = text, file] = /^([^=]*)=(.*)$/s.exec(text) ?? []
    if (file === '')
      throw new UsageError(`--reporter ${text} names no file\nexpected name=file, such as json=report.json`)
    return file === undefined || file === '-' ? { name } : { name, file }
  })
  const toStdout = outputs.filter(({ file }) => file === undefined)
  if (toStdout.length > 1)
    throw new UsageError(
      `only one reporter can write to standard output, not ${toStdout.map(({ name }) => name).join(' and ')}\ngive the others a file: --reporter ${toStdout[1]?.name}=FILE`,
    )
  const files = outputs.flatMap(({ file }) => file ?? [])
  const twice = files.find((file, i) => files.indexOf(file) < i)
  if (twice) throw new UsageError(`two reporters write to ${twice}; give each a file of its own`)
  return toStdout.length ? outputs : [{ name: usual }, ...outputs]
}
