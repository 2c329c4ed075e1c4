/** Values that match a JSON Schema, and all values that differ from one in a single place. */
import fc from 'fast-check'

export type SchemaNode = { readonly [keyword: string]: unknown }
type Defs = Readonly<Record<string, SchemaNode>>

/** Any value that matches the schema, as far as the schema uses the keywords of the published copy. */
export function fitting(schema: SchemaNode, defs: Defs): fc.Arbitrary<unknown> {
  const { $ref, anyOf, oneOf, type, properties } = schema
  if (typeof $ref === 'string') return fitting(defs[$ref.replace('#/$defs/', '')] ?? {}, defs)
  const branches = (anyOf ?? oneOf) as readonly SchemaNode[] | undefined
  if (branches) return fc.oneof(...branches.map((branch) => fitting(branch, defs)))
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum)
  const types = [type ?? (properties ? 'object' : 'null')].flat() as string[]
  return fc.oneof(...types.map((one) => ofType(one, schema, defs)))
}

function ofType(type: string, schema: SchemaNode, defs: Defs): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return schema.format === 'date' ? fc.constant('2027-01-31') : fc.string({ maxLength: 4 })
    case 'integer':
      return fc.nat({ max: 255 })
    case 'number':
      return fc.double({ min: -20, max: 0, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(fitting(schema.items as SchemaNode, defs), { maxLength: 2 })
    case 'object':
      return anObject(schema, defs)
    default:
      return fc.constant(null)
  }
}

function anObject(schema: SchemaNode, defs: Defs): fc.Arbitrary<unknown> {
  const { properties, additionalProperties, required } = schema
  if (!properties)
    return fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fitting(additionalProperties as SchemaNode, defs), {
      maxKeys: 2,
    })
  const members = Object.entries(properties as Defs).map(([name, node]) => [name, fitting(node, defs)] as const)
  return fc.record(Object.fromEntries(members), { requiredKeys: (required ?? []) as string[] })
}

export interface Mutant {
  /** Pointer to the difference. */
  readonly at: string
  readonly value: unknown
}

/** The values that replace a member: every type once, and a string that is not in any enum. */
const STRANGE: readonly unknown[] = [null, 'nope', '', 7, 1.5, true, [], {}]

/** Every copy of the value with one member removed or replaced. */
export function* mutants(value: unknown, at = ''): Iterable<Mutant> {
  for (const replacement of STRANGE) yield { at, value: replacement }
  if (typeof value !== 'object' || value === null) return
  for (const [step, member] of Object.entries(value)) {
    if (!Array.isArray(value)) {
      const { [step]: _, ...rest } = value as Record<string, unknown>
      yield { at: `${at}/${step}`, value: rest }
    }
    for (const inner of mutants(member, `${at}/${step}`))
      yield { at: inner.at, value: withMember(value, step, inner.value) }
  }
}

function withMember(owner: object, step: string, member: unknown): unknown {
  return Array.isArray(owner) ? owner.with(Number(step), member) : { ...owner, [step]: member }
}
