/** A JSON value that matches a JSON Schema: the output of a model that is constrained to it. */
import { list, object } from './loose.ts'
import { fits, resolve } from './schema.ts'
import { textFor } from './text.ts'
import type { Body } from './twist.ts'

/** An integer from 0 to below `count`: always 0 for the simplest value, random for a random one. */
export type Draw = (count: number) => number

/** Always takes the first possibility. */
export const plain: Draw = () => 0

/** Down to this depth optional fields and items are filled in; below it only required ones. */
const depthLimit = 12
/** A schema that requires itself in itself has no finite value: this depth ends it. */
const hardLimit = 60

/**
 * A value that matches the schema, with its fields in the order of `properties`: the required fields, and the optional
 * ones that the draw selects. For a schema that nothing matches, a similar value.
 */
export function instance(schema: unknown, draw: Draw = plain, root: unknown = schema, depth = 0): unknown {
  const rule = resolve(schema, root)
  if (!rule) return 'value'
  if (depth > hardLimit) return null
  if ('const' in rule) return rule.const
  const allowed = list(rule.enum).filter((value) => fits(value, { ...rule, enum: undefined }, root))
  if (allowed.length) return allowed[draw(allowed.length)]
  const plain = Array.isArray(rule.allOf) ? { ...mergeAllOf(rule, root) } : rule
  const branch = branchOf(plain, root, draw, depth)
  if (branch) return instance(branch, draw, root, depth)
  return ofType(typeFor(plain, draw), plain, draw, root, depth)
}

/** All parts of an `allOf` in one schema. */
function mergeAllOf(rule: Body, root: unknown): Body {
  const { allOf, ...merged } = rule
  for (const schema of list(allOf)) {
    const part = resolve(schema, root) ?? {}
    const next = Array.isArray(part.allOf) ? mergeAllOf(part, root) : part
    const properties = { ...object(merged.properties), ...object(next.properties) }
    const required = [...list(merged.required), ...list(next.required)]
    Object.assign(merged, next)
    if (Object.keys(properties).length) merged.properties = properties
    if (required.length) merged.required = required
  }
  return merged
}

/** One branch of `anyOf` or `oneOf`, merged with the keywords next to it. At the depth limit a branch without references. */
function branchOf(rule: Body, root: unknown, draw: Draw, depth: number): Body | undefined {
  const { anyOf, oneOf, ...rest } = rule
  const branches = list(anyOf ?? oneOf)
  if (!branches.length) return undefined
  const flat = branches.filter((branch) => !JSON.stringify(branch).includes('$ref'))
  const candidates = depth > depthLimit && flat.length ? flat : branches
  return mergeAllOf({ ...rest, allOf: [candidates[draw(candidates.length)]] }, root)
}

function typeFor(rule: Body, draw: Draw): unknown {
  if (Array.isArray(rule.type)) return rule.type[draw(rule.type.length)]
  if (rule.type !== undefined) return rule.type
  if (rule.properties || rule.required || rule.additionalProperties) return 'object'
  if (rule.items || rule.prefixItems || rule.minItems) return 'array'
  return rule.minimum !== undefined || rule.maximum !== undefined ? 'number' : 'string'
}

function ofType(type: unknown, rule: Body, draw: Draw, root: unknown, depth: number): unknown {
  if (type === 'null') return null
  if (type === 'boolean') return draw(2) === 0
  if (type === 'integer' || type === 'number') return ofNumber(type, rule, draw)
  if (type === 'array') return ofArray(rule, draw, root, depth)
  if (type === 'object') return ofObject(rule, draw, root, depth)
  return textFor(rule, draw)
}

const bound = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

function ofNumber(type: unknown, rule: Body, draw: Draw): number {
  const isInteger = type === 'integer'
  const above = bound(rule.exclusiveMinimum)
  const below = bound(rule.exclusiveMaximum)
  const min = bound(rule.minimum) ?? (above === undefined ? undefined : isInteger ? Math.floor(above) + 1 : above + 0.5)
  const max = bound(rule.maximum) ?? (below === undefined ? undefined : isInteger ? Math.ceil(below) - 1 : below - 0.5)
  const step = bound(rule.multipleOf) ?? 1
  const low = min ?? (max === undefined ? 1 : Math.min(1, max))
  const first = Math.ceil(low / step) * step
  const room = max === undefined ? 20 : Math.max(1, Math.floor((max - first) / step) + 1)
  const value = first + draw(Math.min(room, 20)) * step
  return max !== undefined && value > max && !isInteger ? (low + max) / 2 : value
}

function ofArray(rule: Body, draw: Draw, root: unknown, depth: number): unknown[] {
  const before = list(rule.prefixItems)
  const least = Math.max(bound(rule.minItems) ?? 0, before.length)
  const most = bound(rule.maxItems) ?? Math.max(least, 3)
  const length = depth > depthLimit ? least : Math.max(least, Math.min(most, 1 + draw(3)))
  const items: unknown[] = []
  // Twice as many tries as items: with uniqueItems a value may repeat.
  for (let i = 0; items.length < length && i < length * 20; i++) {
    const schema = items.length < before.length ? before[items.length] : rule.items
    const item = instance(
      schema ?? {},
      rule.uniqueItems === true ? (count) => (draw(count) + i) % count : draw,
      root,
      depth + 1,
    )
    const repeated =
      rule.uniqueItems === true && items.some((earlier) => JSON.stringify(earlier) === JSON.stringify(item))
    if (!repeated) items.push(item)
  }
  return items
}

function ofObject(rule: Body, draw: Draw, root: unknown, depth: number): Body {
  const properties = object(rule.properties) ?? {}
  const required = new Set(list(rule.required).map(String))
  const names = Object.keys(properties).filter((name) => required.has(name) || (depth < depthLimit && draw(2) === 1))
  const undeclared = [...required].filter((name) => !Object.hasOwn(properties, name))
  const value: Body = {}
  for (const name of [...names, ...undeclared])
    value[name] = instance(properties[name] ?? object(rule.additionalProperties) ?? {}, draw, root, depth + 1)
  const least = bound(rule.minProperties) ?? 0
  for (let i = 1; Object.keys(value).length < least; i++)
    value[`member${i}`] = instance(rule.additionalProperties, draw, root, depth + 1)
  return value
}
