import type { Rule } from '../../../../../src/model/index.ts'
import { asked, object, parse } from '../../../../rules/_helpers.ts'
import { misfit, resolved } from '../tool/_validate.ts'
import { jsonSchemaOf, texts } from './_format.ts'

export default {
  says: 'With a strict json_schema the keys of the content come in the order of the schema.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'Structured outputs guide, key ordering',
  why: 'A key for the reasoning is put first on purpose: written last it cannot help the answer.',
  mend: 'Build the grammar from properties in the order in which the schema has them.',
  wrong: '{"properties": {"why": …, "answer": …}} → {"content": "{\\"answer\\": 4, \\"why\\": \\"…\\"}"}',
  right: '{"properties": {"why": …, "answer": …}} → {"content": "{\\"why\\": \\"…\\", \\"answer\\": 4}"}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const format = jsonSchemaOf(asked(seen))
    if (format?.strict !== true) return
    for (const { at, text } of texts(seen)) {
      const value = parse(text)
      // What does not fit the schema at all is named by structured/json-schema-strict.
      if (value === undefined || misfit(format.schema, value)) continue
      const keys = disordered(value, format.schema, format.schema, 0)
      if (keys) yield { at, message: `has its keys as ${keys.join(', ')}, not in the order of the schema`, got: text }
    }
  },
} satisfies Rule<'json' | 'stream'>

const DEEPEST = 12

/** The keys of the first object that has them in another order than its schema. */
function disordered(value: unknown, schema: unknown, root: unknown, depth: number): string[] | undefined {
  const by = object(resolved(schema, root))
  if (!by || depth > DEEPEST) return undefined
  if (Array.isArray(value)) return firstOf(value.slice(0, 20), (item) => disordered(item, by.items, root, depth + 1))
  const properties = object(by.properties)
  const given = object(value)
  if (!given || !properties) return undefined
  const keys = Object.keys(given)
  const wanted = Object.keys(properties)
  // JavaScript sorts keys that look like numbers, whatever the order on the wire.
  const comparable = ![...keys, ...wanted].some((key) => /^\d+$/.test(key))
  const known = keys.filter((key) => wanted.includes(key))
  const sorted = wanted.filter((key) => known.includes(key))
  if (comparable && known.join('\n') !== sorted.join('\n')) return known
  return firstOf(known, (key) => disordered(given[key], properties[key], root, depth + 1))
}

function firstOf<T>(values: readonly T[], find: (value: T) => string[] | undefined): string[] | undefined {
  for (const value of values) {
    const found = find(value)
    if (found) return found
  }
  return undefined
}
