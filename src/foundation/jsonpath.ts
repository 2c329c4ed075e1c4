/** The one door to json-p3: looks values up by JSONPath (RFC 9535). */
import { createRequire } from 'node:module'
import type { JSONPathEnvironment } from 'json-p3'

/** A value that a path found, and the JSON pointer to it. */
export interface Found {
  readonly at: string
  readonly value: unknown
}

/** Loaded when the first path is looked up, so that the first request leaves sooner. */
const require = createRequire(import.meta.url)
let environment: JSONPathEnvironment | undefined

function jsonpath(): JSONPathEnvironment {
  environment ??= new (require('json-p3') as typeof import('json-p3')).JSONPathEnvironment()
  return environment
}

/**
 * What the path finds in a JSON value, in order.
 * @returns undefined if the value nests too deep to be searched
 * @throws Error if the path is not valid
 */
export function lookUp(path: string, value: unknown): readonly Found[] | undefined {
  const query = jsonpath().compile(path)
  try {
    return [...query.query(value as never)].map((node) => ({ at: pointer(node.location), value: node.value }))
  } catch {
    return undefined
  }
}

/** Why the string is not a JSONPath; undefined if it is. */
export function pathMistake(path: string): string | undefined {
  try {
    jsonpath().compile(path)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

function pointer(location: readonly (string | number)[]): string {
  return location.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
