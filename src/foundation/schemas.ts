/** The only importer of ajv for the engine: the schemas of `specs`, and schemas of cases. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import type { JsonSchema, Violation } from '../model/index.ts'
import { readBuilt } from './built.ts'
import { listApis, packageRoot } from './paths.ts'
import { describeMistake } from './schema-message.ts'

type Node = { readonly [key: string]: unknown }

const RULE = 'x-rule'
const require = createRequire(import.meta.url)

/** The schemas that are known by their file names: those of the package, and those that were added. */
interface Known {
  readonly schemas: Map<string, Node>
  readonly ajv: Ajv2020
  /** The rule that each node belongs to. */
  readonly ruleOf: WeakMap<object, string>
}

/** Made when something is validated for the first time, so that the first request leaves sooner. */
let known: Known | undefined
/** Cases and tools bring schemas of their own: keywords that we do not know are not their mistake. */
let lenient: Ajv2020 | undefined
/** The files of schemas that were added, by their names. */
const added = new Map<string, string>()

function loadKnown(): Known {
  if (known) return known
  known = { schemas: new Map(), ruleOf: new WeakMap(), ajv: engine(true) }
  for (const [name, schema] of readSchemas()) register(name, schema, known)
  return known
}

function register(name: string, schema: Node, { schemas, ajv, ruleOf }: Known): void {
  schemas.set(name, schema)
  markRules(schema, '', ruleOf)
  ajv.addSchema(schema)
}

function engine(strict: boolean): Ajv2020 {
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')
  // ajv-formats is CommonJS: under NodeNext its function is the `default` of the default export, and so it is at run time.
  const addFormats = (require('ajv-formats') as typeof import('ajv-formats')).default.default
  const instance = new Ajv2020({
    allErrors: true,
    verbose: true,
    // Two cases may bring schemas with the same `$id`.
    addUsedSchema: false,
    strict,
    allowUnionTypes: true,
    validateFormats: strict,
    // The tests validate our own schemas.
    validateSchema: !strict,
  })
  addFormats(instance)
  if (strict) instance.addKeyword({ keyword: RULE, schemaType: 'string' })
  return instance
}

/** The folders of the package with schemas: those of our own files, and those of each API. */
function ownFolders(): readonly string[] {
  const folders = ['schemas', ...listApis().map((api) => join('apis', api, 'schemas'))]
  return folders.map((folder) => join(packageRoot, 'specs', folder))
}

/** The files of all schemas of the package by name. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map(ownFolders().flatMap(filesIn))
}

function filesIn(folder: string): (readonly [name: string, file: string])[] {
  return readdirSync(folder).map((name) => [name, join(folder, name)] as const)
}

/**
 * Makes the schemas of another folder known by their file names; a folder that was added already stays as it is.
 * @throws Error if there is another schema of that name
 */
export function addSchemas(folder: string): void {
  if (ownFolders().includes(folder)) return
  for (const [name, file] of filesIn(folder)) {
    if (added.get(name) === file) continue
    if (loadKnown().schemas.has(name)) throw new Error(`${file}: there is another schema of that name`)
    added.set(name, file)
    register(name, JSON.parse(readFileSync(file, 'utf8')) as Node, loadKnown())
  }
}

function readSchemas(): Map<string, Node> {
  const built = readBuilt<Readonly<Record<string, Node>>>('schemas')
  if (built) return new Map(Object.entries(built))
  return new Map([...schemaFiles()].map(([name, file]) => [name, JSON.parse(readFileSync(file, 'utf8')) as Node]))
}

/** A node without a mark of its own belongs to the rule of the node around it. */
function markRules(node: unknown, around: string, ruleOf: WeakMap<object, string>): void {
  if (typeof node !== 'object' || node === null) return
  const mark = (node as Node)[RULE]
  const rule = typeof mark === 'string' ? mark : around
  ruleOf.set(node, rule)
  for (const value of Object.values(node)) markRules(value, rule, ruleOf)
}

/**
 * Where a value does not fit one of our schemas.
 * @param schema name of the file, such as `chat-completion.json`
 * @param prefix put before every pointer
 */
export function violations(schema: string, value: unknown, prefix = ''): Violation[] {
  const validate = loadKnown().ajv.getSchema(schema) as ValidateFunction | undefined
  if (!validate) throw new Error(`there is no schema ${schema}`)
  if (validate(clipValue(value))) return []
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
function clipValue(value: unknown): unknown {
  if (membersOf(value) < MANY_MEMBERS) return value
  let room = MOST_IN_LISTS
  const clip = (node: unknown, depth: number): unknown => {
    if (typeof node !== 'object' || node === null || depth > DEEPEST) return node
    if (!Array.isArray(node)) {
      const members = Object.entries(node).slice(0, MOST_IN_LISTS)
      return Object.fromEntries(members.map(([key, member]) => [key, clip(member, depth + 1)]))
    }
    // One stays in any case: an empty list is a different value.
    const items = node.slice(0, Math.max(1, Math.min(MOST_IN_LIST, room)))
    room -= items.length
    return items.map((item) => clip(item, depth + 1))
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
    const mark = member && typeof member === 'object' ? (member as Node)[RULE] : undefined
    if (typeof mark === 'string') return mark
  }
  return loadKnown().ruleOf.get(parent) ?? ''
}

/**
 * Why a value does not fit a schema that a case, a tool or a response format brought along; undefined if it fits.
 * @throws Error if the schema itself is not valid
 */
export function misfit(schema: JsonSchema, value: unknown): string | undefined {
  const validate = compileOnce(schema)
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
function compileOnce(schema: JsonSchema): ValidateFunction {
  const known = typeof schema === 'object' ? byObject.get(schema) : undefined
  if (known) return known
  const text = JSON.stringify(schema)
  lenient ??= engine(false)
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
  const members: Unnamed[] = []
  const steps: (string | number)[] = []
  const walk = (nodes: readonly Located[], node: unknown): void => {
    if (typeof node !== 'object' || node === null || !nodes.length || members.length >= most) return
    const { items, named, within: deeper } = partsOf(nodes)
    if (Array.isArray(node)) {
      for (const [i, item] of node.slice(0, MOST_IN_LIST).entries()) walkAt(i, items, item)
      return
    }
    if (!named.length) return
    for (const [key, member] of Object.entries(node)) {
      const inMember = deeper(key)
      if (inMember) walkAt(key, inMember, member)
      else if (members.length < most) members.push({ at: pointerOf([...steps, key]), value: member })
    }
  }
  const walkAt = (step: string | number, nodes: readonly Located[], node: unknown): void => {
    steps.push(step)
    walk(nodes, node)
    steps.pop()
  }
  walk(rootOf(schema), value)
  return members
}

function pointerOf(steps: readonly (string | number)[]): string {
  return steps.map((step) => `/${typeof step === 'number' ? step : escapeStep(step)}`).join('')
}

/** What subschemas that hold for the same value say of what is inside it. */
interface Parts {
  readonly items: readonly Located[]
  /** Those that name members. */
  readonly named: readonly { readonly properties: Node; readonly file: string }[]
  /** The subschemas for a member; undefined if none of them names it. */
  readonly within: (key: string) => readonly Located[] | undefined
}

/** Every object of every chunk of a stream is looked through: what only depends on the schemas is worked out once. */
const partsKnown = new WeakMap<readonly Located[], Parts>()

function partsOf(nodes: readonly Located[]): Parts {
  const known = partsKnown.get(nodes)
  if (known) return known
  const named = nodes.flatMap(({ node, file }) => {
    const properties = node.properties as Node | undefined
    return properties ? [{ properties, file }] : []
  })
  const members = new Map<string, readonly Located[]>()
  const parts: Parts = {
    items: nodes.flatMap(({ node, file }) => within(node.items, file)),
    named,
    within: (key) => {
      const knownMember = members.get(key)
      if (knownMember) return knownMember
      const naming = named.filter(({ properties }) => Object.hasOwn(properties, key))
      if (!naming.length) return undefined
      const deeper = naming.flatMap(({ properties, file }) => within(properties[key], file))
      members.set(key, deeper)
      return deeper
    },
  }
  partsKnown.set(nodes, parts)
  return parts
}

const roots = new Map<string, readonly Located[]>()

function rootOf(schema: string): readonly Located[] {
  const root = roots.get(schema) ?? within({ $ref: schema }, schema)
  roots.set(schema, root)
  return root
}

interface Located {
  readonly node: Node
  /** The schema file that contains the node: references are relative to it. */
  readonly file: string
}

const COMBINING = ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else'] as const
const expanded = new WeakMap<object, readonly Located[]>()

/** A subschema with everything that it refers to or combines; empty if it is not an object. */
function within(subschema: unknown, file: string): readonly Located[] {
  if (typeof subschema !== 'object' || subschema === null) return []
  const known = expanded.get(subschema)
  if (known) return known
  const node = subschema as Node
  // Before its parts, so that a schema that contains itself ends.
  expanded.set(node, [{ node, file }])
  const parts = COMBINING.flatMap((keyword) => node[keyword] ?? []).flatMap((part) => within(part, file))
  const all = [{ node, file }, ...parts, ...(typeof node.$ref === 'string' ? followReference(node.$ref, file) : [])]
  expanded.set(node, all)
  return all
}

function followReference(reference: string, file: string): readonly Located[] {
  const [name, pointer = ''] = reference.split('#')
  const target = name || file
  const steps = pointer.split('/').slice(1)
  const node = steps.reduce<unknown>((at, step) => (at as Node | undefined)?.[step], loadKnown().schemas.get(target))
  return within(node, target)
}

/** Problems of a file of ours (suite, profile) against its schema, with ajv's errors for the loader to place. */
export function problems(schema: string, value: unknown): { pointer: string; message: string; key?: string }[] {
  const validate = loadKnown().ajv.getSchema(schema) as ValidateFunction
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
