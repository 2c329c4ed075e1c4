import type { JsonSeen, Rule, StreamSeen } from '../../../../../src/model/index.ts'
import { asked, groupBy, object, parse } from '../../../../rules/_helpers.ts'
import { type CallSeen, calls } from '../_chat.ts'
import { isEmpty, needsNothing } from './_arguments.ts'
import { argumentsOf, type Declared, declarationOf, declared, isCutShort, isWhole } from './_tools.ts'
import { misfit } from './_validate.ts'

export default {
  says: 'The arguments of a call of a strict function fit its parameters exactly.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI FunctionObject › strict (the model follows the exact schema of parameters)',
  why: 'Programs that set strict leave out their own validation; a server that accepts the flag and ignores it cannot be noticed before the tool runs with wrong values.',
  mend: 'Decode the arguments of strict functions under a grammar made from parameters, or refuse strict with a 400.',
  wrong: '{"parameters": {"properties": {"days": {"type": "integer"}}}, "arguments": "{\\"days\\": \\"three\\"}"}',
  right: '{"parameters": {"properties": {"days": {"type": "integer"}}}, "arguments": "{\\"days\\": 3}"}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    if (!isWhole(seen)) return
    const tools = declared(asked(seen))
    for (const together of groupBy(calls(seen.result), ({ choice }) => choice.at).values()) {
      const [call] = together
      // The reference does not promise strictness for calls made in parallel.
      if (!call || together.length > 1) continue
      const tool = declarationOf(tools, call)
      if (tool?.kind !== 'function' || tool.spec.strict !== true || isCutShort(call.choice)) continue
      const why = mistake(seen, call, tool)
      if (why) yield { at: `${call.at}/function/arguments`, message: why, got: call.fn.arguments }
    }
  },
} satisfies Rule<'json' | 'stream'>

function mistake(seen: JsonSeen | StreamSeen, call: CallSeen, tool: Declared): string | undefined {
  const text = argumentsOf(seen, call)
  // The reference itself may send an empty text for a strict function that needs no argument.
  if (text === undefined || (isEmpty(text) && needsNothing(tool))) return undefined
  const value = parse(text)
  if (!object(value)) return 'is not the text of a JSON object, though the function is strict'
  const why = misfit(tool.spec.parameters, value)
  return why && `does not fit the parameters of the strict function: ${why}`
}
