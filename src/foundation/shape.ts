/** The shape of a JSON value: two requests of the same kind have the same shape, whatever their texts say. */

/** Longer strings make a request of another kind: it may be refused for its size. */
const LONG = 2000
/** No request that people write nests so deep. */
const DEEPEST = 12

/** A name of the API, such as a role or a type, and not a text. */
const NAME = /^[a-z][a-z_]{0,23}$/

/** The fields and types of a value as a string; items of an array count once for each shape. */
export function shapeOf(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value.length > LONG ? 'long string' : NAME.test(value) ? value : 'string'
  if (typeof value !== 'object' || value === null) return typeof value === 'number' ? 'number' : String(value)
  if (depth > DEEPEST) return '…'
  if (Array.isArray(value)) return `[${[...new Set(value.map((item) => shapeOf(item, depth + 1)))].sort().join()}]`
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}:${shapeOf(member, depth + 1)}`)
    .sort()
    .join()}}`
}
