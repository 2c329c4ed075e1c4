import type { Rule } from '../../../../../src/model/index.ts'
import { asked, object } from '../../../../rules/_helpers.ts'
import { jsonSchemaOf } from '../_request.ts'
import { findMismatch, resolveRef } from '../tool/_validate.ts'
import { formattedTexts } from './_format.ts'

export default {
  says: 'With a strict json_schema, the keys of the content are in the order of the schema.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'Structured outputs guide, key ordering',
  why: 'A key for the reasoning is put first on purpose: if it is written last, it cannot improve the answer.',
  mend: 'Build the grammar from properties in the order of the schema.',
  wrong: '{"properties": {"why": …, "answer": …}} → {"content": "{\\"answer\\": 4, \\"why\\": \\"…\\"}"}',
  right: '{"properties": {"why": …, "answer": …}} → {"content": "{\\"why\\": \\"…\\", \\"answer\\": 4}"}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const format = jsonSchemaOf(asked(seen))
    if (format?.strict !== true) return
    for (const { at, text, value } of formattedTexts(seen)) {
      // structured/json-schema-strict reports a value that does not match the schema.
      if (value === undefined || findMismatch(format.schema, value)) continue
      const keys = findDisorderedKeys(value, format.schema, format.schema, 0)
      if (keys)
        yield {
          at,
          message: `has the keys in the order ${keys.join(', ')}; expected the order of the schema`,
          got: text,
        }
    }
  },
} satisfies Rule<'json' | 'stream'>

const MAX_DEPTH = 12

/** The keys of the first object whose keys are in another order than in its schema. */
function findDisorderedKeys(value: unknown, schema: unknown, root: unknown, depth: number): string[] | undefined {
  const spec = object(resolveRef(schema, root))
  if (!spec || depth > MAX_DEPTH) return undefined
  if (Array.isArray(value))
    return firstOf(value.slice(0, 20), (item) => findDisorderedKeys(item, spec.items, root, depth + 1))
  const properties = object(spec.properties)
  const members = object(value)
  if (!members || !properties) return undefined
  const keys = Object.keys(members)
  const expected = Object.keys(properties)
  // JavaScript sorts keys that look like numbers, whatever the order on the wire.
  const comparable = ![...keys, ...expected].some((key) => /^\d+$/.test(key))
  const known = keys.filter((key) => expected.includes(key))
  const sorted = expected.filter((key) => known.includes(key))
  if (comparable && known.join('\n') !== sorted.join('\n')) return known
  return firstOf(known, (key) => findDisorderedKeys(members[key], properties[key], root, depth + 1))
}

function firstOf<T>(values: readonly T[], find: (value: T) => string[] | undefined): string[] | undefined {
  for (const value of values) {
    const result = find(value)
    if (result) return result
  }
  return undefined
}
