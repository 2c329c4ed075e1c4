import type { Rule } from '../../../../../src/model/index.ts'
import { asked } from '../../../../rules/_helpers.ts'
import { calls } from '../_chat.ts'
import { calledName, declaredTools, nameAt, toolChoice } from './_tools.ts'

export default {
  says: 'A call names one of the tools of the request, exactly as declared, and has its type.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'Function calling guide; OpenAPI CreateChatCompletionRequest › tools (the tools that may be called)',
  why: 'Agents look up the function by its name: a changed case, a prefix or an invented name ends in an error or in no call at all.',
  mend: 'Restrict the name to the declared tools while decoding, and map back names that were changed for the model.',
  wrong: '{"tools": [{"function": {"name": "get_weather"}}]} → {"function": {"name": "functions.get_weather"}}',
  right: '{"tools": [{"function": {"name": "get_weather"}}]} → {"function": {"name": "get_weather"}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const ask = asked(seen)
    const tools = declaredTools(ask)
    const { mode } = toolChoice(ask)
    for (const call of calls(seen.result)) {
      const name = calledName(call)
      const tool = tools.get(name ?? '')
      const { type } = call.call
      if (tool && tool.kind !== type && (type === 'function' || type === 'custom'))
        yield {
          at: `${call.at}/type`,
          message: `is ${type}; expected ${tool.kind}, the declared type of ${name}`,
          got: type,
        }
      // For the other choices, the rule about that choice says more.
      if (!tools.size || name === undefined || tool || (mode !== 'auto' && mode !== 'required')) continue
      yield {
        at: nameAt(call),
        message: `is not one of the declared tools (${[...tools.keys()].join(', ')})`,
        got: name,
      }
    }
  },
} satisfies Rule<'json' | 'stream'>
