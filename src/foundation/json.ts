/** Looking at JSON values of unknown shape. */
import type { Json, Wire } from '../model/index.ts'

/** The value as an object (not an array, not null), or undefined. */
export function asObject(value: unknown): Wire | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Wire) : undefined
}

/** The value as an array; an empty one if it is something else. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The value as JSON text; `…` if it nests too deep to be written. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'undefined'
  } catch {
    return '…'
  }
}

/** The text parsed as JSON; undefined if it is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
