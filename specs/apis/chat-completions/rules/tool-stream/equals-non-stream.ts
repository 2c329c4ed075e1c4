import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { object, parse, string } from '../../../../rules/_helpers.ts'
import { calls, choices } from '../_chat.ts'
import { findDifferences } from '../stream/_pairs.ts'

/** The names and parsed arguments of the calls in order; undefined if they cannot be compared. */
function readCalls(completion: Wire): readonly object[] | undefined {
  // If nothing of the stream could be read, its calls are unknown.
  if (!choices(completion).length) return undefined
  const summaries = calls(completion).map(({ choice, call, fn }) => {
    // The input of a custom tool is plain text.
    const custom = object(call.custom)
    const args = custom ? string(custom.input) : object(parse(string(fn.arguments) ?? ''))
    return { choice: choice.at, name: string((custom ?? fn).name) || undefined, arguments: args }
  })
  // Other rules report what is not a call, or not JSON.
  return summaries.some((call) => !call.name || !call.arguments) ? undefined : summaries
}

export default {
  says: 'Streamed tool calls have the names and arguments that the same request gets without stream.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Behaviour of the reference with temperature 0 and a seed',
  why: 'Tool parsers are often written twice; a bug in the streaming parser calls the wrong tool or none.',
  mend: 'Parse tool calls with the same code in both forms, and stream only what is certain.',
  wrong: 'without stream {"city":"Oslo"}, streamed {"city":"Osl"}',
  right: 'without stream {"city":"Oslo"}, streamed {"city":"Oslo"}',
  on: ['conversation'],
  repeats: true,
  *check(seen) {
    for (const { reply, streamed, plain } of findDifferences(seen, readCalls)) {
      const [got, expected] = [streamed, plain].map((calls) => JSON.stringify(calls).slice(0, 200))
      const at = `${reply.at}/choices/0/message/tool_calls`
      yield {
        at,
        message: `differs from the calls without stream: streamed ${got}, expected ${expected}`,
        got: streamed,
      }
    }
  },
} satisfies Rule<'conversation'>
