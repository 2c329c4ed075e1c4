/** Functions to read a reply without trusting its types. A rule that meets an unexpected type stays silent: the schema rules report it. */
import type { Finding, JsonSeen, StreamSeen, Violation, Wire } from '../../src/model/index.ts'

/** The value as an object (not an array, not null), or undefined. */
export function object(value: unknown): Wire | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Wire) : undefined
}

/** The value as an array; an empty one if it is something else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The objects in an array; none if it is something else. */
export function objects(value: unknown): readonly Wire[] {
  return list(value)
    .map(object)
    .filter((item) => item !== undefined)
}

/** The objects in an array that is at a pointer, each with its own pointer and its position. */
export function locate(
  value: unknown,
  at: string,
): readonly { readonly at: string; readonly i: number; readonly value: Wire }[] {
  return list(value).flatMap((item, i) => {
    const found = object(item)
    return found ? [{ at: `${at}/${i}`, i, value: found }] : []
  })
}

/** The strings in a value that is one string or an array, without empty ones. */
export function strings(value: unknown): readonly string[] {
  return (typeof value === 'string' ? [value] : list(value)).flatMap((item) => string(item) || [])
}

/** The value as a string, or undefined. */
export function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The value as an integer, or undefined. */
export function integer(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined
}

/** The request body as an object; an empty one if it is something else. */
export function asked(seen: { readonly request: { readonly body?: unknown } }): Wire {
  return object(seen.request.body) ?? {}
}

/** Value of a response header by its lower-case name; repeated headers are joined with commas, as in HTTP. */
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

/** The finding for a reply with another media type. */
export function reportMediaType(got: string | undefined, expected: string): Finding {
  const message = got ? `is ${got}; expected ${expected}` : `is missing; expected ${expected}`
  return { at: '/headers/content-type', message, got }
}

/** Caches the value computed for an object: hundreds of rules read the same reply. */
export function once<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const cache = new WeakMap<K, V>()
  return (key) => {
    const cached = cache.get(key)
    if (cached !== undefined) return cached
    const value = make(key)
    cache.set(key, value)
    return value
  }
}

/** Values grouped by a key, in the order in which the keys first occur. */
export function groupBy<T, K>(values: Iterable<T>, key: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const value of values) {
    const group = groups.get(key(value))
    if (group) group.push(value)
    else groups.set(key(value), [value])
  }
  return groups
}

/** A defect that is everywhere in a reply is reported at its first places only. */
export const FEW = 3

/** The text parsed as JSON; undefined if it is not JSON. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A percent-encoded text decoded; unchanged if its encoding is broken. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The reply ended normally, a stream also without an error event: only then can something be missing from it. */
export function ranToItsEnd(seen: JsonSeen | StreamSeen): boolean {
  if (seen.kind === 'json') return true
  return seen.exchange.ended === 'complete' && !seen.events.some((event) => event.is === 'error')
}

/** The check of a rule that is written in the schemas: it reports violations of the parts marked `"x-rule": "<id>"`. */
export function bySchema(rule: string): (seen: { readonly violations: readonly Violation[] }) => Iterable<Finding> {
  return ({ violations }) => violations.filter((violation) => violation.rule === rule)
}
