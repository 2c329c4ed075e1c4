/** The one door to ajv: the schemas of `specs/schemas`, and schemas that cases bring along. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import type { JsonSchema, Violation } from './model.ts'
import { packageRoot } from './paths.ts'

// ajv-formats is CommonJS: under NodeNext its function is the `default` of the default export.
const addFormats = addFormatsModule.default ?? addFormatsModule

type Node = { readonly [key: string]: unknown }

const RULE = 'x-rule'
const schemas = readSchemas()
const ajv = engine(true)
/** Cases and tools bring schemas of their own: keywords that we do not know are not their mistake. */
const lenient = engine(false)
/** The rule that each node of our schemas belongs to. */
const ruleOf = new WeakMap<object, string>()
for (const schema of schemas.values()) {
  markRules(schema, '')
  ajv.addSchema(schema)
}

function engine(strict: boolean): Ajv2020 {
  const instance = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict,
    allowUnionTypes: true,
    validateFormats: strict,
  })
  addFormats(instance)
  if (strict) instance.addKeyword({ keyword: RULE, schemaType: 'string' })
  return instance
}

function readSchemas(): Map<string, Node> {
  const folder = join(packageRoot, 'specs', 'schemas')
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return new Map(files.map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Node]))
}

/** A node without a mark of its own belongs to the rule of the node around it. */
function markRules(node: unknown, around: string): void {
  if (typeof node !== 'object' || node === null) return
  const own = (node as Node)[RULE]
  const rule = typeof own === 'string' ? own : around
  ruleOf.set(node, rule)
  for (const value of Object.values(node)) markRules(value, rule)
}

/**
 * Where a value does not fit one of our schemas.
 * @param schema file name in specs/schemas, such as `chat-completion.json`
 * @param prefix put before every pointer
 */
export function violations(schema: string, value: unknown, prefix = ''): Violation[] {
  const validate = ajv.getSchema(schema) as ValidateFunction | undefined
  if (!validate) throw new Error(`there is no schema ${schema}`)
  if (validate(value)) return []
  return (validate.errors ?? []).filter(isSubstantial).map((error) => ({
    rule: ruleFor(error),
    at:
      prefix +
      error.instancePath +
      (error.keyword === 'required' ? `/${escapeStep(error.params.missingProperty)}` : ''),
    message: describe(error),
    ...(error.keyword === 'required' ? {} : { got: error.data }),
  }))
}

/** `if` and `anyOf` only say that something inside them failed; that something has an error of its own. */
function isSubstantial(error: ErrorObject): boolean {
  return error.keyword !== 'if'
}

function ruleFor(error: ErrorObject): string {
  const parent = error.parentSchema as Node | undefined
  if (!parent) return ''
  if (error.keyword === 'required') {
    const member = (parent.properties as Node | undefined)?.[error.params.missingProperty]
    const own = member && typeof member === 'object' ? (member as Node)[RULE] : undefined
    if (typeof own === 'string') return own
  }
  return ruleOf.get(parent) ?? ''
}

/**
 * Why a value does not fit a schema that a case, a tool or a response format brought along; undefined if it fits.
 * @throws Error if the schema itself is not valid
 */
export function misfit(schema: JsonSchema, value: unknown): string | undefined {
  const validate = compiled(schema)
  if (validate(value)) return undefined
  const [error] = validate.errors ?? []
  return error ? `${error.instancePath || 'it'} ${describe(error)}` : 'it does not fit'
}

const cache = new WeakMap<object, ValidateFunction>()
function compiled(schema: JsonSchema): ValidateFunction {
  if (typeof schema === 'boolean') return lenient.compile(schema)
  const known = cache.get(schema)
  if (known) return known
  const made = lenient.compile(schema)
  cache.set(schema, made)
  return made
}

/** Problems of a file of ours (suite, profile) against its schema, with ajv's errors for the loader to place. */
export function problems(schema: string, value: unknown): { pointer: string; message: string; key?: string }[] {
  const validate = ajv.getSchema(schema) as ValidateFunction
  if (validate(value)) return []
  return (validate.errors ?? []).filter(isSubstantial).map((error) => {
    const key =
      error.keyword === 'additionalProperties' ? (error.params.additionalProperty as string) : error.propertyName
    return { pointer: error.instancePath, message: describe(error), ...(key === undefined ? {} : { key }) }
  })
}

function describe(error: ErrorObject): string {
  const { keyword, params, data } = error
  switch (keyword) {
    case 'required':
      return `is missing${error.instancePath ? '' : ` (${params.missingProperty})`}`
    case 'type':
      return `is ${typeName(data)}, not ${[params.type].flat().join(' or ')}`
    case 'const':
      return `is not ${JSON.stringify(params.allowedValue)}`
    case 'enum':
      return `is not one of ${params.allowedValues.map((v: unknown) => JSON.stringify(v)).join(', ')}`
    case 'additionalProperties': {
      const known = Object.keys(((error.parentSchema as Node | undefined)?.properties as Node | undefined) ?? {})
      return `has an unknown key ${JSON.stringify(params.additionalProperty)}${known.length ? `; known are ${known.join(', ')}` : ''}`
    }
    default:
      return error.message ?? keyword
  }
}

/** Name of a JSON type for messages: `a string`, `null`, `an array` … */
export function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a number'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function escapeStep(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}
