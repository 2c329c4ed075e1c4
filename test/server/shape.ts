/** The shape of a reply: members in their order, types in place of values. */
import type { Loose } from './client.ts'
import { dataOf } from './client.ts'

/** A JSON value with the name of its type in place of each value, written as JSON, so that the order counts. */
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

/** Ids of tokens are names of members in some replies. */
const nameOf = (name: string): string => (/^\d+$/.test(name) ? '<id>' : name)

/** Neighbours that look the same count once. */
function steps(shapes: readonly Loose[]): Loose[] {
  return shapes.filter((one, i) => i === 0 || JSON.stringify(one) !== JSON.stringify(shapes[i - 1]))
}

/** The shapes of the events of a stream in their order, neighbours that look the same once; `[DONE]` as it stands. */
export function shapesOf(stream: string): string[] {
  const shapes = dataOf(stream).map((data) => (data === '[DONE]' ? data : shapeOf(JSON.parse(data))))
  return steps(shapes)
}

/** How the lines of a stream begin, each way once: with or without a space after the colon, and other fields. */
export function fieldsOf(stream: string): string[] {
  const lines = stream.split('\n').filter(Boolean)
  return [...new Set(lines.map((line) => /^[a-z]*: ?/.exec(line)?.[0] ?? line))]
}
