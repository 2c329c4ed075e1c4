import type { Rule } from '../../../../../src/model/index.ts'
import { groupBy, object, parse, ranToItsEnd } from '../../../../rules/_helpers.ts'
import { type DeclaredCall, isEmpty, needsNoArguments, selectCompleteCalls } from './_tools.ts'
import { findMismatch } from './_validate.ts'

export default {
  says: 'The arguments of a call of a strict function match its parameters exactly.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI FunctionObject › strict (the model follows the exact schema of parameters)',
  why: 'Programs that set strict do not validate the arguments; if a server accepts and ignores the flag, tools run with wrong values.',
  mend: 'Decode the arguments of strict functions under a grammar built from parameters, or reject strict with a 400.',
  wrong: '{"parameters": {"properties": {"days": {"type": "integer"}}}, "arguments": "{\\"days\\": \\"three\\"}"}',
  right: '{"parameters": {"properties": {"days": {"type": "integer"}}}, "arguments": "{\\"days\\": 3}"}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    if (!ranToItsEnd(seen)) return
    for (const [call, ...others] of groupBy(selectCompleteCalls(seen), ({ choice }) => choice.at).values()) {
      // The reference does not promise strictness for parallel calls.
      const message = call && !others.length ? explainMistake(call) : undefined
      if (message) yield { at: `${call?.at}/function/arguments`, message, got: call?.fn.arguments }
    }
  },
} satisfies Rule<'json' | 'stream'>

function explainMistake({ text, tool }: DeclaredCall): string | undefined {
  if (tool?.kind !== 'function' || tool.spec.strict !== true) return undefined
  // The reference itself may send an empty string for a strict function that requires no argument.
  if (text === undefined || (isEmpty(text) && needsNoArguments(tool))) return undefined
  const value = parse(text)
  if (!object(value)) return 'is not a JSON object, although the function is strict'
  const reason = findMismatch(tool.spec.parameters, value)
  return reason && `does not match the parameters of the strict function: ${reason}`
}
