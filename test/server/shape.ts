/** The shape of a reply: its fields in order, with types in place of values. */
import type { Loose } from './client.ts'
import { dataOf } from './client.ts'

/** A JSON value with the name of its type in place of each value, as a JSON string, so that the order is compared. */
export function shapeOf(value: Loose): string {
  return JSON.stringify(shape(value))
}

function shape(value: Loose): Loose {
  if (value === null) return 'null'
  if (Array.isArray(value)) return steps(value.map(shape))
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [nameOf(name), shape(member)]))
  if (typeof value !== 'number') return typeof value
  return Number.isInteger(value) ? 'integer' : 'decimal'
}

/** In some replies token ids are field names. */
const nameOf = (name: string): string => (/^\d+$/.test(name) ? '<id>' : name)

/** Removes consecutive duplicates. */
function steps(shapes: readonly Loose[]): Loose[] {
  return shapes.filter((one, i) => i === 0 || JSON.stringify(one) !== JSON.stringify(shapes[i - 1]))
}

/** The shapes of the events of a stream in order, without consecutive duplicates; `[DONE]` unchanged. */
export function shapesOf(stream: string): string[] {
  const shapes = dataOf(stream).map((data) => (data === '[DONE]' ? data : shapeOf(JSON.parse(data))))
  return steps(shapes)
}

/** The distinct line starts of a stream: with or without a space after the colon, and other fields. */
export function fieldsOf(stream: string): string[] {
  const lines = stream.split('\n').filter(Boolean)
  return [...new Set(lines.map((line) => /^[a-z]*: ?/.exec(line)?.[0] ?? line))]
}
