import type { Rule } from '../../../../../src/model/index.ts'
import { asked } from '../../../../rules/_helpers.ts'
import { calls } from '../_chat.ts'
import { calledName, declared, nameAt, toolChoice } from './_tools.ts'

export default {
  says: 'A call names one of the tools of the request, letter for letter, and has its type.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'Function calling guide; OpenAPI CreateChatCompletionRequest › tools (the tools that may be called)',
  why: 'Agents look the function up by its name: a changed case, a prefix or an invented name ends in an error or in no call at all.',
  mend: 'Hold the name to the declared ones while decoding, and map names back that were changed for the model.',
  wrong: '{"tools": [{"function": {"name": "get_weather"}}]} → {"function": {"name": "functions.get_weather"}}',
  right: '{"tools": [{"function": {"name": "get_weather"}}]} → {"function": {"name": "get_weather"}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const ask = asked(seen)
    const tools = declared(ask)
    const { mode } = toolChoice(ask)
    for (const seenCall of calls(seen.result)) {
      const name = calledName(seenCall)
      const tool = tools.get(name ?? '')
      const { type } = seenCall.call
      if (tool && tool.kind !== type && (type === 'function' || type === 'custom'))
        yield { at: `${seenCall.at}/type`, message: `is not ${tool.kind}, the type of the tool ${name}`, got: type }
      // With the other choices a rule of the same name says more.
      if (!tools.size || name === undefined || tool || (mode !== 'auto' && mode !== 'required')) continue
      yield {
        at: nameAt(seenCall),
        message: `is none of the declared tools (${[...tools.keys()].join(', ')})`,
        got: name,
      }
    }
  },
} satisfies Rule<'json' | 'stream'>
