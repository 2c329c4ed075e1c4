import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { asked, list, object, objects, parse } from '../../../../rules/_helpers.ts'
import { promptOf } from '../_request.ts'
import { selectCompleteCalls } from './_tools.ts'
import { resolveRef } from './_validate.ts'

export default {
  says: 'An argument that may be null is null, and not a string that says null.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI FunctionObject › parameters (JSON Schema of the arguments)',
  why: 'The tool takes the string for a value: a note with the text "None" is saved, a filter by the city "null" finds nothing.',
  mend: 'Convert null by the declared type of the parameter when calls are parsed.',
  wrong: '{"note": {"type": ["string", "null"]}} → {"arguments": "{\\"note\\": \\"None\\"}"}',
  right: '{"note": {"type": ["string", "null"]}} → {"arguments": "{\\"note\\": null}"}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const prompt = promptOf(asked(seen))
    for (const { at, fn, text = '', tool } of selectCompleteCalls(seen)) {
      const parameters = tool?.kind === 'function' ? tool.spec.parameters : undefined
      const properties = object(object(resolveRef(parameters, parameters))?.properties) ?? {}
      for (const [name, value] of Object.entries(object(parse(text)) ?? {})) {
        if (typeof value !== 'string' || !/^(?:null|none|nil|undefined)$/i.test(value)) continue
        if (!mayBeNull(object(properties[name])) || isRequested(prompt, name, value)) continue
        yield {
          at: `${at}/function/arguments`,
          message: `has ${JSON.stringify(name)} as the string ${JSON.stringify(value)}; the parameter may be null, expected null`,
          got: fn.arguments,
        }
      }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** The schema allows null beside other types, and has no list of words. */
function mayBeNull(schema: Wire | undefined): boolean {
  if (!schema || list(schema.enum).length) return false
  const branches = [...objects(schema.anyOf), ...objects(schema.oneOf)]
  return list(schema.type).includes('null') || branches.some(({ type }) => type === 'null')
}

/** The request gives this word for the parameter, as in `note "none"`. */
function isRequested(prompt: string, name: string, value: string): boolean {
  const [after = ''] = prompt.toLowerCase().split(name.toLowerCase()).slice(1)
  return after.slice(0, 30).includes(value.toLowerCase())
}
