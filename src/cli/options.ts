/** Parses what was typed: numbers, headers, addresses. Every error says what was expected. */
import { InvalidArgumentError } from 'commander'
import { UsageError } from '../foundation/usage-error.ts'
import { getHost } from './host.ts'

/** The configuration file if the user names none. */
export const CONFIG_FILE = 'chat-conformance.yaml'

/** A parser for whole numbers from `min` to `max`. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`)
  }
}

/** Maximum of a time option: a day. A timer of Node.js overflows at 24 days. */
const MAX_SECONDS = 86_400

/** Seconds as typed, in milliseconds. */
export function seconds(text: string): number {
  const value = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN
  if (value > 0 && value <= MAX_SECONDS) return Math.max(1, Math.round(value * 1000))
  throw new InvalidArgumentError(`Expected seconds: a number greater than 0 and at most ${MAX_SECONDS}.`)
}

/** Parses a number of cases, or a percentage of them: `10`, `5%`. */
export function countOrShare(text: string): number | { readonly percent: number } {
  const [, number = '', percent] = /^(\d+(?:\.\d+)?)(%)?$/.exec(text) ?? []
  const value = Number(number)
  if (number && percent && value <= 100) return { percent: value }
  if (number && !percent && Number.isInteger(value)) return value
  throw new InvalidArgumentError('Expected a number of cases such as 10, or a percentage such as 5%.')
}

/** Parses a shard: `2/8`. */
export function shardFrom(text: string): { readonly index: number; readonly of: number } {
  const [, index = Number.NaN, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number)
  if (index >= 1 && index <= of) return { index, of }
  throw new InvalidArgumentError('Expected a shard and the number of shards, from 1/N to N/N, such as 2/8.')
}

/** Collects the values of a repeatable option. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

/** Checks the name of an environment variable. A key that was typed by mistake is not repeated. */
export function variableName(text: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return text
  throw new UsageError(
    '--api-key-env and init --key expect the name of an environment variable, such as OPENAI_API_KEY, not the key itself',
  )
}

/** A reporter and the file that it writes; without a file it writes to standard output. */
export interface Output {
  readonly name: string
  readonly file?: string
  /** Size of the content that the file keeps, and how many events are in it. */
  readonly kept?: { readonly bytes: number; readonly events: number }
}

/**
 * Parses reporters, `name` or `name=file`. The default one goes to standard output unless another one does.
 * @throws UsageError if two of them would write to the same place
 */
export function outputsOf(texts: readonly string[], fallback = 'console'): readonly Output[] {
  const outputs = texts.map((text): Output => {
    const [, name = text, file] = /^([^=]*)=(.*)$/s.exec(text) ?? []
    if (file === '')
      throw new UsageError(`--reporter ${text} has no file after =\nexpected name=file, such as json=report.json`)
    return file === undefined || file === '-' ? { name } : { name, file }
  })
  const toStdout = outputs.filter(({ file }) => file === undefined)
  if (toStdout.length > 1)
    throw new UsageError(
      `only one reporter can write to standard output, but ${toStdout.map(({ name }) => name).join(' and ')} would\ngive the others a file: --reporter ${toStdout[1]?.name}=FILE`,
    )
  if (getHost().stdout.isTTY && toStdout.some(({ name }) => name === 'html'))
    throw new UsageError('html is a page for a browser: it needs a file\nuse --reporter html=report.html')
  const files = outputs.flatMap(({ file }) => file ?? [])
  const repeated = files.find((file, i) => files.indexOf(file) < i)
  if (repeated) throw new UsageError(`two reporters would write to ${repeated}; expected a different file for each`)
  return toStdout.length ? outputs : [{ name: fallback }, ...outputs]
}
