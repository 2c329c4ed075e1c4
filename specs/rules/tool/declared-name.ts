import type { Rule } from '../../../src/model.ts'
import { asked, calls } from '../_helpers.ts'
import { calledName, declared, nameAt, toolChoice } from './_tools.ts'

export default {
  says: 'A call names one of the tools of the request, letter for letter.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'Function calling guide; OpenAPI CreateChatCompletionRequest › tools (the tools that may be called)',
  why: 'Agents look the function up by its name: a changed case, a prefix or an invented name ends in an error or in no call at all.',
  mend: 'Hold the name to the declared ones while decoding, and map names back that were changed for the model.',
  wrong: '{"tools": [{"function": {"name": "get_weather"}}]} → {"function": {"name": "functions.get_weather"}}',
  right: '{"tools": [{"function": {"name": "get_weather"}}]} → {"function": {"name": "get_weather"}}',
  on: ['completion', 'stream'],
  *check(seen) {
    const ask = asked(seen)
    const tools = declared(ask)
    const { mode } = toolChoice(ask)
    // With the other choices a rule of the same name says more.
    if (!tools.size || (mode !== 'auto' && mode !== 'required')) return
    for (const call of calls(seen.completion)) {
      const name = calledName(call)
      if (name !== undefined && !tools.has(name))
        yield {
          at: nameAt(call),
          message: `is none of the declared tools (${[...tools.keys()].join(', ')})`,
          got: name,
        }
    }
  },
} satisfies Rule<'completion' | 'stream'>
