/** The one door to ajv: the schemas of `specs`, and schemas that cases bring along. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import type { JsonSchema, Violation } from '../model/index.ts'
import { listApis, packageRoot } from './paths.ts'
import { describeMistake } from './schema-message.ts'

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
    // Two cases may bring schemas with the same `$id`.
    addUsedSchema: false,
    strict,
    allowUnionTypes: true,
    validateFormats: strict,
  })
  addFormats(instance)
  if (strict) instance.addKeyword({ keyword: RULE, schemaType: 'string' })
  return instance
}

/** The files of all schemas by name: those of our own files, and those of each API. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const folders = ['schemas', ...listApis().map((api) => join('apis', api, 'schemas'))]
  return new Map(
    folders
      .map((folder) => join(packageRoot, 'specs', folder))
      .flatMap((folder) => readdirSync(folder).map((name) => [name, join(folder, name)] as const)),
  )
}

function readSchemas(): Map<string, Node> {
  return new Map([...schemaFiles()].map(([name, file]) => [name, JSON.parse(readFileSync(file, 'utf8')) as Node]))
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
 * @param schema name of the file, such as `chat-completion.json`
 * @param prefix put before every pointer
 */
export function violations(schema: string, value: unknown, prefix = ''): Violation[] {
  const validate = ajv.getSchema(schema) as ValidateFunction | undefined
  if (!validate) throw new Error(`there is no schema ${schema}`)
  if (validate(clipped(value))) return []
  return (validate.errors ?? []).filter(isSubstantial).map((error) => ({
    rule: ruleFor(error),
    at:
      prefix +
      error.instancePath +
      (error.keyword === 'required' ? `/${escapeStep(error.params.missingProperty)}` : ''),
    // The pointer names what is missing.
    message: error.keyword === 'required' ? 'is missing' : describeMistake(error),
    ...(error.keyword === 'required' ? {} : { got: error.data }),
  }))
}

/** A value with more members than this is looked at in part. */
const MANY_MEMBERS = 20_000
/** What is looked at of such a value: members of one list, and of all lists together. */
const MOST_IN_LIST = 1000
const MOST_IN_LISTS = 20_000
/** No schema of ours looks deeper. */
const DEEPEST = 16

/** Every wrong member makes an error of its own: without a limit a few megabytes of them would take gigabytes. */
function clipped(value: unknown): unknown {
  if (membersOf(value) < MANY_MEMBERS) return value
  let room = MOST_IN_LISTS
  const clip = (node: unknown, depth: number): unknown => {
    if (typeof node !== 'object' || node === null || depth > DEEPEST) return node
    if (!Array.isArray(node)) {
      const members = Object.entries(node).slice(0, MOST_IN_LISTS)
      return Object.fromEntries(members.map(([key, member]) => [key, clip(member, depth + 1)]))
    }
    // One stays in any case: an empty list is a different value.
    const kept = node.slice(0, Math.max(1, Math.min(MOST_IN_LIST, room)))
    room -= kept.length
    return kept.map((item) => clip(item, depth + 1))
  }
  return clip(value, 0)
}

/** Members within the value at all depths that matter; counting stops when they are many. */
function membersOf(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return 0
  let count = 0
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    count += 1 + membersOf(member, depth + 1)
    if (count >= MANY_MEMBERS) break
  }
  return count
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
  return error ? messageAt(error) : 'does not fit'
}

function messageAt(error: ErrorObject): string {
  return [error.instancePath, describeMistake(error)].filter(Boolean).join(' ')
}

const byObject = new WeakMap<object, ValidateFunction>()
/** Cases and profiles bring the same few schemas along, each as an object of its own. */
const byText = new Map<string, ValidateFunction>()
function compiled(schema: JsonSchema): ValidateFunction {
  const own = typeof schema === 'object' ? byObject.get(schema) : undefined
  if (own) return own
  const text = JSON.stringify(schema)
  const made = byText.get(text) ?? lenient.compile(schema)
  byText.set(text, made)
  if (typeof schema === 'object') byObject.set(schema, made)
  return made
}

/** A member that a schema does not name. */
export interface Unnamed {
  readonly at: string
  readonly value: unknown
}

/**
 * The members of a value, at any depth, that one of our schemas does not name. Objects whose members are free have none.
 * @param schema name of the file, such as `chat-completion.json`
 * @param most so many are enough
 */
export function unnamed(schema: string, value: unknown, most: number): readonly Unnamed[] {
  const found: Unnamed[] = []
  const walk = (nodes: readonly Located[], node: unknown, at: string): void => {
    if (typeof node !== 'object' || node === null || !nodes.length || found.length >= most) return
    if (Array.isArray(node)) {
      const items = nodes.flatMap(({ node: one, file }) => within(one.items, file))
      for (const [i, item] of node.slice(0, MOST_IN_LIST).entries()) walk(items, item, `${at}/${i}`)
      return
    }
    const named = nodes.flatMap(({ node: one, file }) => {
      const properties = one.properties as Node | undefined
      return properties ? [{ properties, file }] : []
    })
    if (!named.length) return
    for (const [key, member] of Object.entries(node)) {
      const own = named.filter(({ properties }) => Object.hasOwn(properties, key))
      const place = `${at}/${escapeStep(key)}`
      if (own.length) {
        const deeper = own.flatMap(({ properties, file }) => within(properties[key], file))
        walk(deeper, member, place)
      } else if (found.length < most) found.push({ at: place, value: member })
    }
  }
  walk(within({ $ref: schema }, schema), value, '')
  return found
}

interface Located {
  readonly node: Node
  /** The schema file that the node stands in: references are relative to it. */
  readonly file: string
}

const COMBINING = ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else'] as const
const expanded = new WeakMap<object, readonly Located[]>()

/** A subschema with everything that it refers to or combines; empty where it is none. */
function within(subschema: unknown, file: string): readonly Located[] {
  if (typeof subschema !== 'object' || subschema === null) return []
  const known = expanded.get(subschema)
  if (known) return known
  const node = subschema as Node
  // Before its parts, so that one that contains itself comes to an end.
  expanded.set(node, [{ node, file }])
  const parts = COMBINING.flatMap((keyword) => node[keyword] ?? []).flatMap((part) => within(part, file))
  const all = [{ node, file }, ...parts, ...(typeof node.$ref === 'string' ? referred(node.$ref, file) : [])]
  expanded.set(node, all)
  return all
}

function referred(reference: string, file: string): readonly Located[] {
  const [name, pointer = ''] = reference.split('#')
  const target = name || file
  const steps = pointer.split('/').slice(1)
  const node = steps.reduce<unknown>((at, step) => (at as Node | undefined)?.[step], schemas.get(target))
  return within(node, target)
}

/** Problems of a file of ours (suite, profile) against its schema, with ajv's errors for the loader to place. */
export function problems(schema: string, value: unknown): { pointer: string; message: string; key?: string }[] {
  const validate = ajv.getSchema(schema) as ValidateFunction
  if (validate(value)) return []
  const errors = (validate.errors ?? []).filter(isSubstantial)
  // What alternatives expect is reported once, in the words of the schema, and not once for each of them.
  const alternatives = errors.filter(({ keyword, parentSchema }) => keyword === 'anyOf' && parentSchema?.description)
  const isWithin = (error: ErrorObject): boolean =>
    alternatives.some((other) => other !== error && `${error.instancePath}/`.startsWith(`${other.instancePath}/`))
  return errors
    .filter((error) => error.keyword !== 'propertyNames' && !isWithin(error))
    .map((error) => {
      const key =
        error.keyword === 'additionalProperties' ? (error.params.additionalProperty as string) : error.propertyName
      return { pointer: error.instancePath, message: problem(error), ...(key === undefined ? {} : { key }) }
    })
}

function problem(error: ErrorObject): string {
  const { keyword, parentSchema, propertyName } = error
  if (keyword === 'anyOf' && parentSchema?.description) return `is wrong; expected: ${parentSchema.description}`
  return propertyName === undefined
    ? describeMistake(error)
    : `has a key ${JSON.stringify(propertyName)}, which ${describeMistake(error)}`
}

function escapeStep(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}
