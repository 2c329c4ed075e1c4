/** Validates values against the JSON Schemas of a request: tool parameters and response formats. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Wire } from '../../../../../src/model/index.ts'
import { decodePercent, object, once } from '../../../../rules/_helpers.ts'

/**
 * Why a value does not match a schema, as `pointer reason`. Undefined if it matches, and also if the schema is invalid:
 * that is an error of the request, not of the server.
 */
export function findMismatch(schema: unknown, value: unknown): string | undefined {
  const known = object(schema)
  const validate = known && compile(known)
  return validate ? explain(validate, value) : undefined
}

function explain(validate: ValidateFunction, value: unknown): string | undefined {
  try {
    if (validate(value)) return undefined
    const [error] = validate.errors ?? []
    return error ? `${error.instancePath || 'the value'} ${error.message ?? error.keyword}` : 'the value does not match'
  } catch {
    // The schema is recursive, and the value is nested deeper than the stack.
    return undefined
  }
}

/** Requests bring the same few schemas along, each parsed anew. Traffic that is watched for days may bring any number. */
const byText = new Map<string, ValidateFunction | null>()
const MOST_KEPT = 500

/** The function that validates by a schema; null if the schema cannot be compiled. */
const compile = once((schema: Wire): ValidateFunction | null => {
  const text = jsonText(schema)
  if (text === undefined) return compileNew(schema)
  const known = byText.get(text)
  if (known !== undefined) return known
  const validate = compileNew(schema)
  if (byText.size === MOST_KEPT) byText.clear()
  byText.set(text, validate)
  return validate
})

/** The schema as JSON text; undefined if it nests deeper than the stack. */
function jsonText(schema: object): string | undefined {
  try {
    return JSON.stringify(schema)
  } catch {
    return undefined
  }
}

/** The formats that the reference supports in strict schemas, as far as every reading of them agrees. Others are not validated. */
const FORMATS = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{2}:\d{2}(?::\d{2})?/,
  'date-time': /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}/,
  email: /^[^\s@]+@[^\s@]+$/,
  ipv4: /^\d{1,3}(?:\.\d{1,3}){3}$/,
  ipv6: /^[\dA-Fa-f:.]{2,}$/,
  uuid: /^[\dA-Fa-f]{8}(?:-[\dA-Fa-f]{4}){3}-[\dA-Fa-f]{12}$/,
}

/** Why a value that matches a schema has not the `format` of one of its strings; undefined if it has. */
export function findWrongFormat(schema: unknown, value: unknown): string | undefined {
  const known = object(schema)
  const validate = known && findMismatch(schema, value) === undefined ? compileFormats(known) : null
  return validate ? explain(validate, value) : undefined
}

const compileFormats = once((schema: Wire): ValidateFunction | null => compileNew(schema, true))

/** One engine for each schema, so that equal `$id`s do not collide. The dialect is 2020-12 whatever `$schema` says. */
function compileNew({ $schema, $async, ...schema }: Wire, validateFormats = false): ValidateFunction | null {
  const engine = new Ajv2020({ strict: false, validateSchema: false, validateFormats, formats: FORMATS, logger: false })
  try {
    return engine.compile(schema)
  } catch {
    return null
  }
}

/** The schema that local references lead to; the schema itself if it has none. */
export function resolveRef(schema: unknown, root: unknown, hops = 8): unknown {
  const ref = object(schema)?.$ref
  if (typeof ref !== 'string' || !ref.startsWith('#') || hops === 0) return schema
  let target: unknown = root
  for (const step of ref.slice(1).split('/').filter(Boolean))
    target = object(target)?.[decodePercent(step).replaceAll('~1', '/').replaceAll('~0', '~')]
  return resolveRef(target, root, hops - 1)
}
