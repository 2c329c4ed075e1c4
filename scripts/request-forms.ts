/** The forms of a request: every field of the published schema as absent, null, empty and in each lawful form, and the cases that send it. */
import type { Case } from '../src/model/index.ts'

type Node = { readonly [key: string]: unknown }

/** The published schemas by name. */
export type Definitions = Readonly<Record<string, unknown>>

export interface Form {
  /** Where the field is: `messages[role=tool].content`. */
  readonly field: string
  /** `absent`, `null`, `""`, `a string`, `[]`, `an array`, `{}`, `an object`, `true` … */
  readonly form: string
}

/** A schema without references and unions: one type of value. */
interface Alternative {
  readonly type: string
  readonly node: Node
  /** The property with one allowed value that tells this object from others, as `[type=text]`; empty if there is none. */
  readonly label: string
}

/** Every form that the schema allows, in the order of the schema. */
export function listForms(schema: unknown, definitions: Definitions): readonly Form[] {
  const forms = new Map<string, Form>()
  walk(schema, definitions, '', (form) => forms.set(keyOf(form), form))
  return [...forms.values()]
}

/** The forms that the cases send in requests that may succeed, each with the ids of the cases. */
export function sentForms(cases: readonly Case[], schema: unknown, definitions: Definitions): Map<string, Set<string>> {
  const sent = new Map<string, Set<string>>()
  for (const { id, turns } of cases)
    for (const turn of turns) {
      if (turn.raw !== undefined || turn.method !== 'POST' || isRefused(turn.expect.status)) continue
      const results = Object.values(turn.answer ?? {}).map((content) => ({ role: 'tool', tool_call_id: 'id', content }))
      const messages = [...(turn.send.messages === undefined ? [] : [turn.send.messages].flat()), ...results]
      const body = Object.fromEntries(
        Object.entries({ model: 'm', ...turn.send, messages }).filter(([name]) => !turn.omit.includes(name)),
      )
      if (messages.length)
        collect(body, schema, definitions, '', (form) => {
          const key = keyOf(form)
          sent.set(key, (sent.get(key) ?? new Set()).add(id))
        })
    }
  return sent
}

/** A form as one string, such as `n = null`. */
export function keyOf({ field, form }: Form): string {
  return `${field} = ${form}`
}

/** The statuses of a request that has to fail. */
function isRefused(statuses: readonly (number | string)[] | undefined): boolean {
  return statuses?.every((status) => !String(status).startsWith('2')) ?? false
}

function walk(schema: unknown, definitions: Definitions, path: string, emit: (form: Form) => void): void {
  for (const { type, node, label } of alternatives(schema, definitions)) {
    if (path) for (const form of formsOf(type, node, label)) emit({ field: path, form })
    if (type === 'array') walk(node.items, definitions, path, (form) => (form.field === path ? undefined : emit(form)))
    if (type !== 'object') continue
    for (const [name, property] of propertiesOf(node)) {
      if (isLabel(property)) continue
      const field = join(path, label, name)
      if (!requiredOf(node).includes(name)) emit({ field, form: 'absent' })
      walk(property, definitions, field, emit)
    }
  }
}

/** The forms that the value has. A value of no lawful type has none. */
function collect(
  value: unknown,
  schema: unknown,
  definitions: Definitions,
  path: string,
  emit: (form: Form) => void,
): void {
  const found = alternatives(schema, definitions).find((alternative) => fits(value, alternative))
  if (!found) return
  const { type, node, label } = found
  if (path) emit({ field: path, form: formOf(value, found) })
  if (Array.isArray(value))
    for (const item of value)
      collect(item, node.items, definitions, path, (form) => (form.field === path ? undefined : emit(form)))
  if (type !== 'object') return
  const members = value as Node
  for (const [name, property] of propertiesOf(node)) {
    if (isLabel(property)) continue
    const field = join(path, label, name)
    if (name in members) collect(members[name], property, definitions, field, emit)
    else emit({ field, form: 'absent' })
  }
}

function join(path: string, label: string, name: string): string {
  return path ? `${path}${label}.${name}` : name
}

/** The forms of a value of this type. Numbers and free strings have one form that is not empty. */
function formsOf(type: string, node: Node, label: string): readonly string[] {
  if (Array.isArray(node.enum)) return node.enum.map((value) => JSON.stringify(value))
  switch (type) {
    case 'boolean':
      return ['true', 'false']
    case 'string':
      return ['""', 'a string']
    case 'array':
      return Number(node.minItems ?? 0) > 0 ? ['an array'] : ['[]', 'an array']
    case 'object':
      return requiredOf(node).length ? [describe(label)] : ['{}', describe(label)]
    case 'null':
      return ['null']
    default:
      return ['a number']
  }
}

function formOf(value: unknown, { type, node, label }: Alternative): string {
  if (Array.isArray(node.enum) || value === '' || typeof value === 'boolean' || value === null)
    return JSON.stringify(value)
  if (type === 'string') return 'a string'
  if (Array.isArray(value)) return value.length ? 'an array' : '[]'
  if (type === 'object') return Object.keys(value as Node).length ? describe(label) : '{}'
  return 'a number'
}

function describe(label: string): string {
  return label ? `an object with ${label.slice(1, -1)}` : 'an object'
}

function fits(value: unknown, { type, node, label }: Alternative): boolean {
  if (Array.isArray(node.enum)) return node.enum.includes(value)
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type !== 'object') return typeof value === type
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const [name = '', expected] = label.slice(1, -1).split('=')
  return !label || (value as Node)[name] === expected
}

/** The types that a schema allows, each by itself. The parts of an `allOf` are one object. */
function alternatives(schema: unknown, definitions: Definitions): readonly Alternative[] {
  const node = resolve(schema, definitions)
  const union = [node.oneOf, node.anyOf].find(Array.isArray)
  if (union) return dedupe(union.flatMap((branch: unknown) => alternatives(branch, definitions)))
  const whole = Array.isArray(node.allOf) ? merge(node.allOf, definitions) : node
  const types = [whole.type ?? 'object'].flat() as string[]
  return types.map((type) => ({ type, node: whole, label: type === 'object' ? labelOf(whole) : '' }))
}

function merge(parts: readonly unknown[], definitions: Definitions): Node {
  const nodes = parts.map((part) => {
    const node = resolve(part, definitions)
    return Array.isArray(node.allOf) ? merge(node.allOf, definitions) : node
  })
  return {
    type: 'object',
    required: nodes.flatMap(requiredOf),
    properties: Object.fromEntries(nodes.flatMap(propertiesOf)),
  }
}

/** Unions inside unions repeat null. */
function dedupe(found: readonly Alternative[]): readonly Alternative[] {
  return found.filter(({ type }, i) => type !== 'null' || found.findIndex((other) => other.type === type) === i)
}

function resolve(schema: unknown, definitions: Definitions): Node {
  const node = (schema ?? {}) as Node
  return typeof node.$ref === 'string' ? resolve(definitions[node.$ref.split('/').at(-1) ?? ''], definitions) : node
}

function labelOf(node: Node): string {
  const [found] = propertiesOf(node).filter(([, property]) => isLabel(property))
  return found ? `[${found[0]}=${String((found[1] as Node & { readonly enum: unknown[] }).enum[0])}]` : ''
}

/** A property with one allowed value. */
function isLabel(property: unknown): boolean {
  const { enum: values } = (property ?? {}) as Node
  return Array.isArray(values) && values.length === 1
}

function propertiesOf(node: Node): readonly [string, unknown][] {
  return Object.entries((node.properties as Node | undefined) ?? {})
}

function requiredOf(node: Node): readonly string[] {
  return Array.isArray(node.required) ? (node.required as string[]) : []
}
