import type { Rule } from '../../../../../src/model/index.ts'
import { asked, object, parse } from '../../../../rules/_helpers.ts'
import { calls } from '../_chat.ts'
import { argumentsOf, declarationOf, declared, isCutShort } from './_tools.ts'
import { resolved } from './_validate.ts'

export default {
  says: 'An argument that is declared as an object or an array is one, not a string with its JSON text.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI FunctionObject › parameters (JSON Schema of the arguments)',
  why: 'Tool runners validate the arguments: models from Pydantic or Zod, whose nested objects are always $ref, refuse the string.',
  mend: 'Follow $ref when arguments are converted to their declared types, and convert objects and arrays too.',
  wrong: '{"arguments": "{\\"address\\": \\"{\\\\\\"city\\\\\\": \\\\\\"Paris\\\\\\"}\\"}"}',
  right: '{"arguments": "{\\"address\\": {\\"city\\": \\"Paris\\"}}"}',
  seen: ['https://github.com/vllm-project/vllm/issues/46924'],
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const tools = declared(asked(seen))
    for (const call of calls(seen.result)) {
      const { spec } = declarationOf(tools, call) ?? {}
      // Strict arguments have a rule of their own.
      if (!spec || spec.strict === true || isCutShort(call.choice)) continue
      const name = encodedMember(object(parse(argumentsOf(seen, call) ?? '')) ?? {}, spec.parameters)
      if (name === undefined) continue
      const message = `has ${JSON.stringify(name)} as a string of JSON where the schema wants the value itself`
      yield { at: `${call.at}/function/arguments`, message, got: call.fn.arguments }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** Name of the first argument that is declared as an object or array and came as a string that holds one. */
function encodedMember(given: { readonly [name: string]: unknown }, parameters: unknown): string | undefined {
  const properties = object(object(resolved(parameters, parameters))?.properties) ?? {}
  return Object.keys(given).find((name) => {
    const { type } = object(resolved(properties[name], parameters)) ?? {}
    const value = given[name]
    if ((type !== 'object' && type !== 'array') || typeof value !== 'string') return false
    const inside = parse(value)
    return type === 'array' ? Array.isArray(inside) : object(inside) !== undefined
  })
}
