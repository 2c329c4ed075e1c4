/** Says in plain words why a value does not fit a schema. */
import type { ErrorObject } from 'ajv/dist/2020.js'

type Params = Readonly<Record<string, unknown>>
type Words = (params: Params, error: ErrorObject) => string

/** By keyword of JSON Schema. What is not here is said in ajv's words. */
const WORDS: Readonly<Record<string, Words>> = {
  type: ({ type }, { data }) => `is ${typeName(data)}, expected ${[type].flat().map(withArticle).join(' or ')}`,
  const: ({ allowedValue }) => `is not ${JSON.stringify(allowedValue)}`,
  enum: ({ allowedValues }) => `is not one of ${(allowedValues as unknown[]).map((v) => JSON.stringify(v)).join(', ')}`,
  required: ({ missingProperty }) => `lacks the key ${JSON.stringify(missingProperty)}`,
  additionalProperties: ({ additionalProperty }, { parentSchema }) => {
    const known = Object.keys((parentSchema?.properties as object | undefined) ?? {})
    const hint = known.length ? `; known are ${known.join(', ')}` : ''
    return `has an unknown key ${JSON.stringify(additionalProperty)}${hint}`
  },
  pattern: ({ pattern }) => `does not match /${pattern}/`,
  format: ({ format }) => `is not a valid ${format}`,
  minLength: ({ limit }) => `is shorter than ${count(limit, 'character')}`,
  maxLength: ({ limit }) => `is longer than ${count(limit, 'character')}`,
  minItems: ({ limit }) => `has fewer than ${count(limit, 'item')}`,
  maxItems: ({ limit }) => `has more than ${count(limit, 'item')}`,
  minProperties: ({ limit }) => (limit === 1 ? 'is empty' : `has fewer than ${count(limit, 'member')}`),
  maxProperties: ({ limit }) => `has more than ${count(limit, 'member')}`,
  minimum: ({ limit }) => `is less than ${limit}`,
  maximum: ({ limit }) => `is greater than ${limit}`,
  exclusiveMinimum: ({ limit }) => `is not greater than ${limit}`,
  exclusiveMaximum: ({ limit }) => `is not less than ${limit}`,
  multipleOf: ({ multipleOf }) => `is not a multiple of ${multipleOf}`,
  uniqueItems: ({ i, j }) => `has equal items, ${j} and ${i}`,
  anyOf: () => 'fits none of the allowed alternatives',
  oneOf: ({ passingSchemas }) =>
    passingSchemas ? 'fits more than one of the alternatives' : 'fits none of the allowed alternatives',
  not: () => 'has a form that is excluded',
  'false schema': () => 'is there, but must be absent',
}

/** Why the value does not fit, as a predicate of it. */
export function describeMistake(error: ErrorObject): string {
  return WORDS[error.keyword]?.(error.params, error) ?? error.message ?? error.keyword
}

/** Name of a JSON type for messages: `a string`, `null`, `an array` … */
export function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a number'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function withArticle(type: unknown): string {
  if (type === 'null') return 'null'
  return `${/^[aio]/.test(String(type)) ? 'an' : 'a'} ${type}`
}

function count(limit: unknown, unit: string): string {
  return `${limit} ${unit}${limit === 1 ? '' : 's'}`
}
