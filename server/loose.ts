/** Reads requests that may hold anything: a fault can let an invalid request through to the model. */
import type { Body } from './twist.ts'

/** The value as an object (not an array, not null), or undefined. */
export function object(value: unknown): Body | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : undefined
}

/** The value as an array; an empty array if it is something else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The objects of an array; all other items are left out. */
export function objects(value: unknown): readonly Body[] {
  return list(value)
    .map(object)
    .filter((item) => item !== undefined)
}

/** The value as a string, or undefined. */
export function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The value as an integer, or undefined. */
export function integer(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined
}

/** The text of a message's content: the string, or its text parts joined. */
export function textOf(content: unknown): string {
  return (
    string(content) ??
    objects(content)
      .map((part) => string(part.text) ?? string(part.refusal) ?? '')
      .join('')
  )
}

/** The text as JSON; undefined if it is not JSON, such as one that a limit or a stop string cut. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
