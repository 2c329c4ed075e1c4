import type { Finding, Rule, Wire } from '../../../../../src/model/index.ts'
import { asked, object, ranToItsEnd } from '../../../../rules/_helpers.ts'
import { calls, choices } from '../_chat.ts'
import { calledName, declaredTools, isCutShort, nameAt, requireCalls, requiredFunction, toolChoice } from './_tools.ts'

export default {
  says: 'With a named tool_choice, the reply calls that tool and no other.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionToolChoiceOption and ChatCompletionNamedToolChoice; function_call with a name',
  why: 'Extraction libraries force one function and read its arguments: prose or another call breaks them.',
  mend: 'Force the call of the named tool by constrained decoding, or reject the choice with a 400.',
  wrong:
    '{"tool_choice": {"type": "function", "function": {"name": "b"}}} → {"tool_calls": [{"function": {"name": "a"}}]}',
  right:
    '{"tool_choice": {"type": "function", "function": {"name": "b"}}} → {"tool_calls": [{"function": {"name": "b"}}]}',
  seen: [
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1904',
    'https://github.com/ollama/ollama/issues/17921',
    'https://github.com/Blaizzy/mlx-vlm/issues/1045',
  ],
  on: ['json', 'stream'],
  of: ['chat'],
  extent: 'whole',
  *check(seen) {
    if (!ranToItsEnd(seen)) return
    const ask = asked(seen)
    const demand = toolChoice(ask)
    yield* findLegacyMismatch(ask, seen.result)
    if (demand.mode !== 'named' || !declaredTools(ask).has(demand.name)) return
    yield* requireCalls(seen.result, `has no call; tool_choice requires a call of ${demand.name}`)
    for (const call of calls(seen.result)) {
      const name = calledName(call)
      if (name !== undefined && name !== demand.name)
        yield {
          at: nameAt(call),
          message: `is another tool than ${demand.name}, which tool_choice requires`,
          got: name,
        }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** The deprecated `functions` with a named `function_call`. tool/legacy-function-honoured reports a missing call. */
function* findLegacyMismatch(ask: Wire, completion: Wire): Iterable<Finding> {
  const required = requiredFunction(ask)
  if (required === undefined) return
  for (const choice of choices(completion)) {
    const call = object(choice.message.function_call)
    if (typeof call?.name === 'string' && call.name !== required && !isCutShort(choice))
      yield {
        at: `${choice.at}/message/function_call`,
        message: `does not call ${required}, which function_call requires`,
        got: call,
      }
  }
}
