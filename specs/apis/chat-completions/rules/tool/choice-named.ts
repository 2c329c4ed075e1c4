import type { Finding, Rule, Wire } from '../../../../../src/model/index.ts'
import { asked, object, string } from '../../../../rules/_helpers.ts'
import { type ChoiceSeen, calls, choices } from '../_chat.ts'
import { calledName, declared, hasNoCalls, isCutShort, isWhole, nameAt, oldFunctions, toolChoice } from './_tools.ts'

export default {
  says: 'With a named tool_choice the reply calls that tool and no other.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionToolChoiceOption and ChatCompletionNamedToolChoice; function_call with a name',
  why: 'Extraction libraries force one function and read its arguments: prose or another call in its place breaks them.',
  mend: 'Force the call of the named tool by constrained decoding, or refuse the choice with a 400.',
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
    if (!isWhole(seen)) return
    const ask = asked(seen)
    const want = toolChoice(ask)
    const whole = choices(seen.result).filter((choice) => !isCutShort(choice))
    yield* oldWay(ask, whole)
    if (want.mode !== 'named' || !declared(ask).has(want.name)) return
    for (const choice of whole)
      if (hasNoCalls(choice))
        yield {
          at: `${choice.at}/message/tool_calls`,
          message: `has no call, though ${want.name} had to be called`,
          got: choice.message.tool_calls,
        }
    for (const call of calls(seen.result)) {
      const name = calledName(call)
      if (name !== undefined && name !== want.name)
        yield { at: nameAt(call), message: `is not ${want.name}, the tool that had to be called`, got: name }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** `functions` with a named `function_call`, from before there were tools. A server that knows them no more has a rule of its own. */
function* oldWay(ask: Wire, whole: readonly ChoiceSeen[]): Iterable<Finding> {
  const want = string(object(ask.function_call)?.name)
  if (want === undefined || !oldFunctions(ask).includes(want)) return
  for (const { at, message } of whole) {
    const called = object(message.function_call)
    if (typeof called?.name === 'string' && called.name !== want)
      yield { at: `${at}/message/function_call`, message: `does not call ${want}, as it had to`, got: called }
  }
}
