/** Values against the JSON Schemas that a request brings along: tool parameters and response formats. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { describeMistake } from '../../../../../src/foundation/schema-message.ts'
import { object } from '../../../../rules/_helpers.ts'

/** Compiled schemas; null for one that cannot be compiled. */
const known = new WeakMap<object, ValidateFunction | null>()

/**
 * Where a value does not fit a schema, as `pointer what is wrong`. Undefined if it fits, and also if the schema is not
 * valid: that is a mistake of the request, not of the server.
 */
export function misfit(schema: unknown, value: unknown): string | undefined {
  const validate = compiled(schema)
  try {
    if (validate?.(value) !== false) return undefined
    const [error] = validate.errors ?? []
    return error ? [error.instancePath, describeMistake(error)].filter(Boolean).join(' ') : 'does not fit'
  } catch {
    // A recursive schema and a value that is nested deeper than the stack.
    return undefined
  }
}

function compiled(schema: unknown): ValidateFunction | null {
  const from = object(schema)
  if (!from) return null
  const before = known.get(from)
  if (before !== undefined) return before
  const made = compile(from)
  known.set(from, made)
  return made
}

/** One engine for each schema, so that equal `$id`s do not meet. The dialect is 2020-12 whatever `$schema` says. */
function compile(schema: object): ValidateFunction | null {
  const engine = new Ajv2020({
    verbose: true,
    strict: false,
    validateSchema: false,
    validateFormats: false,
    logger: false,
  })
  const { $schema, $async, ...rest } = schema as Record<string, unknown>
  try {
    return engine.compile(rest)
  } catch {
    return null
  }
}

/** A subschema with its local references followed; the schema itself where there are none. */
export function resolved(schema: unknown, root: unknown, hops = 8): unknown {
  const ref = object(schema)?.$ref
  if (typeof ref !== 'string' || !ref.startsWith('#') || hops === 0) return schema
  let target: unknown = root
  for (const step of ref.slice(1).split('/').filter(Boolean))
    target = object(target)?.[decodeURIComponentSafely(step).replaceAll('~1', '/').replaceAll('~0', '~')]
  return resolved(target, root, hops - 1)
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
