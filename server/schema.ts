/** Checks a JSON value against a JSON Schema, for the keywords of structured output and strict tools. */
import { list, object } from './loose.ts'
import type { Body } from './twist.ts'

/** The schema that a `$ref` in the same document points to; the schema itself if it has none. */
export function resolve(schema: unknown, root: unknown): Body | undefined {
  let rule = object(schema)
  for (let hops = 0; typeof rule?.$ref === 'string' && hops < 20; hops++) {
    const steps = rule.$ref.replace(/^#\/?/, '').split('/').filter(Boolean)
    const decode = (step: string) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
    const target = steps.reduce<unknown>((at, step) => object(at)?.[decode(step)], root)
    const { $ref, ...others } = rule
    rule = object(target) && { ...object(target), ...others }
  }
  return rule
}

/** The JSON Schema name of a value's type. */
function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}

function hasType(value: unknown, type: unknown): boolean {
  if (Array.isArray(type)) return type.some((name) => hasType(value, name))
  if (type === 'integer') return Number.isInteger(value)
  return type === undefined || typeOf(value) === type
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** A bound that is not a number has no effect. */
const atLeast = (value: number, bound: unknown) => typeof bound !== 'number' || value >= bound
const atMost = (value: number, bound: unknown) => typeof bound !== 'number' || value <= bound

/** Whether the value matches the schema; unknown keywords are ignored. */
export function fits(value: unknown, schema: unknown, root: unknown = schema): boolean {
  if (typeof schema === 'boolean') return schema
  const rule = resolve(schema, root)
  if (!rule) return true
  if (!hasType(value, rule.type)) return false
  if ('const' in rule && !isSame(value, rule.const)) return false
  if (Array.isArray(rule.enum) && !rule.enum.some((member) => isSame(member, value))) return false
  if (!fitsCombined(value, rule, root)) return false
  if (typeof value === 'string') return fitsString(value, rule)
  if (typeof value === 'number') return fitsNumber(value, rule)
  if (Array.isArray(value)) return fitsArray(value, rule, root)
  const members = object(value)
  return members ? fitsObject(members, rule, root) : true
}

function fitsCombined(value: unknown, rule: Body, root: unknown): boolean {
  const count = (schemas: unknown) => list(schemas).filter((schema) => fits(value, schema, root)).length
  if (Array.isArray(rule.allOf) && count(rule.allOf) < rule.allOf.length) return false
  if (Array.isArray(rule.anyOf) && count(rule.anyOf) === 0) return false
  if (Array.isArray(rule.oneOf) && count(rule.oneOf) !== 1) return false
  return rule.not === undefined || !fits(value, rule.not, root)
}

/** The formats that the published subset of strict schemas names, as far as the model is asked for one. */
const formats: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{2}:\d{2}/,
  'date-time': /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}/,
  email: /^[^\s@]+@[^\s@]+$/,
  ipv4: /^\d{1,3}(?:\.\d{1,3}){3}$/,
  uuid: /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
}

function fitsString(value: string, rule: Body): boolean {
  if (typeof rule.format === 'string' && formats[rule.format]?.test(value) === false) return false
  if (typeof rule.pattern === 'string' && !new RegExp(rule.pattern, 'u').test(value)) return false
  const length = [...value].length
  return atLeast(length, rule.minLength) && atMost(length, rule.maxLength)
}

function fitsNumber(value: number, rule: Body): boolean {
  const { exclusiveMinimum: above, exclusiveMaximum: below, multipleOf } = rule
  if (typeof above === 'number' && value <= above) return false
  if (typeof below === 'number' && value >= below) return false
  if (typeof multipleOf === 'number' && !Number.isInteger(value / multipleOf)) return false
  return atLeast(value, rule.minimum) && atMost(value, rule.maximum)
}

function fitsArray(value: readonly unknown[], rule: Body, root: unknown): boolean {
  if (!atLeast(value.length, rule.minItems) || !atMost(value.length, rule.maxItems)) return false
  if (rule.uniqueItems === true && new Set(value.map((item) => JSON.stringify(item))).size < value.length) return false
  const before = list(rule.prefixItems)
  return value.every((item, i) => fits(item, i < before.length ? before[i] : (rule.items ?? true), root))
}

function fitsObject(value: Body, rule: Body, root: unknown): boolean {
  const names = Object.keys(value)
  if (!atLeast(names.length, rule.minProperties) || !atMost(names.length, rule.maxProperties)) return false
  if (!list(rule.required).every((name) => Object.hasOwn(value, String(name)))) return false
  const properties = object(rule.properties) ?? {}
  return names.every((name) => {
    const isDeclared = Object.hasOwn(properties, name)
    return fits(value[name], isDeclared ? properties[name] : (rule.additionalProperties ?? true), root)
  })
}
