import type { Rule } from '../../../../../src/model/index.ts'
import { object, parse } from '../../../../rules/_helpers.ts'
import { selectCompleteCalls } from './_tools.ts'
import { resolveRef } from './_validate.ts'

export default {
  says: 'An argument that is declared as an object or an array is sent as such, not as a string that contains its JSON.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI FunctionObject › parameters (JSON Schema of the arguments)',
  why: 'Tool runners validate the arguments: models from Pydantic or Zod, whose nested objects are always $ref, reject the string.',
  mend: 'Follow $ref when arguments are converted to their declared types, and convert objects and arrays too.',
  wrong: '{"arguments": "{\\"address\\": \\"{\\\\\\"city\\\\\\": \\\\\\"Paris\\\\\\"}\\"}"}',
  right: '{"arguments": "{\\"address\\": {\\"city\\": \\"Paris\\"}}"}',
  seen: ['https://github.com/vllm-project/vllm/issues/46924'],
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    for (const { at, fn, text = '', tool } of selectCompleteCalls(seen)) {
      // tool/strict-arguments-match-schema checks strict functions.
      if (!tool || tool.spec.strict === true) continue
      const name = findEncodedArgument(object(parse(text)) ?? {}, tool.spec.parameters)
      if (name === undefined) continue
      const message = `has ${JSON.stringify(name)} as a string that contains JSON; the schema expects the value itself`
      yield { at: `${at}/function/arguments`, message, got: fn.arguments }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** Name of the first argument that is declared as an object or array, but is a string that contains its JSON. */
function findEncodedArgument(args: { readonly [name: string]: unknown }, parameters: unknown): string | undefined {
  const properties = object(object(resolveRef(parameters, parameters))?.properties) ?? {}
  return Object.keys(args).find((name) => {
    const { type } = object(resolveRef(properties[name], parameters)) ?? {}
    const value = args[name]
    if ((type !== 'object' && type !== 'array') || typeof value !== 'string') return false
    const decoded = parse(value)
    return type === 'array' ? Array.isArray(decoded) : object(decoded) !== undefined
  })
}
