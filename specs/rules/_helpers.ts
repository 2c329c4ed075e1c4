/** Ways to look at what came off the wire without trusting it. A rule that finds another type than it is about stays silent: the schema rules speak there. */
import type { Finding, StreamSeen, Violation, Wire } from '../../src/model/index.ts'

/** The value as an object (not an array, not null), or undefined. */
export function object(value: unknown): Wire | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Wire) : undefined
}

/** The value as an array; an empty one if it is something else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The value as a string, or undefined. */
export function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The value as a number that is an integer, or undefined. */
export function integer(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined
}

/** The request body as an object; empty if it was something else. */
export function asked(seen: { readonly request: { readonly body?: unknown } }): Wire {
  return object(seen.request.body) ?? {}
}

/** Value of a response header by its lower-case name; several fields are joined as HTTP joins them. */
export function header(
  seen: { readonly exchange: { readonly headers: readonly (readonly [string, string])[] } },
  name: string,
): string | undefined {
  const values = seen.exchange.headers.filter(([key]) => key === name).map(([, value]) => value)
  return values.length ? values.join(', ') : undefined
}

/** Media type of the reply in lower case, without parameters. */
export function mediaType(seen: Parameters<typeof header>[0]): string | undefined {
  return header(seen, 'content-type')?.split(';')[0]?.trim().toLowerCase()
}

/** Remembers what was made of an object: hundreds of rules look at the same reply. */
export function once<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}

/** Values grouped by a key, groups in the order of their first member. */
export function groupBy<T, K>(values: Iterable<T>, key: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const value of values) {
    const group = groups.get(key(value))
    if (group) group.push(value)
    else groups.set(key(value), [value])
  }
  return groups
}

/** The text parsed as JSON; undefined if it is not JSON. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A stream that ran to its end without an error event: only then can something be missing from it. */
export function ranToItsEnd(seen: StreamSeen): boolean {
  return seen.exchange.ended === 'complete' && !seen.events.some((event) => event.is === 'error')
}

/** The check of a rule that the schemas decide: the parts of them marked `"x-rule": "<id>"`. */
export function bySchema(rule: string): (seen: { readonly violations: readonly Violation[] }) => Iterable<Finding> {
  return ({ violations }) => violations.filter((violation) => violation.rule === rule)
}
