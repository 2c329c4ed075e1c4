import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { list, object, parse, string } from '../../../../rules/_helpers.ts'
import { calls, choices } from '../_chat.ts'
import { findDifferences } from '../stream/_pairs.ts'

/** The calls in order, as JSON text: names and parsed arguments; undefined where they cannot be compared. */
function called(completion: Wire): string | undefined {
  // A stream of which nothing could be read says nothing about calls.
  if (!choices(completion).length) return undefined
  const made = calls(completion).map(({ choice, call, fn }) => {
    // A custom tool takes plain text.
    const custom = object(call.custom)
    const given = custom ? string(custom.input) : object(parse(string(fn.arguments) ?? ''))
    return { choice: choice.at, name: string((custom ?? fn).name) || undefined, arguments: sorted(given) }
  })
  // What is no call, or no JSON, is named by other rules.
  return made.some((one) => !one.name || !one.arguments) ? undefined : JSON.stringify(made)
}

/** Members in the order of their names: the order in which they were written says nothing. */
function sorted(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  // Nothing that a tool takes is nested like this; recursion has to end.
  if (depth > 100) return undefined
  if (Array.isArray(value)) return value.map((item) => sorted(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member, depth + 1)]),
  )
}

export default {
  says: 'Streamed tool calls have the names and arguments that the same request gets without stream.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Behaviour of the reference with temperature 0 and a seed',
  why: 'Tool parsers are often written twice; a bug in the streaming one calls the wrong tool or none.',
  mend: 'Parse tool calls with the same code in both forms, and stream only what is certain.',
  wrong: 'without stream {"city":"Oslo"}, streamed {"city":"Osl"}',
  right: 'without stream {"city":"Oslo"}, streamed {"city":"Oslo"}',
  on: ['conversation'],
  *check(seen) {
    for (const { reply, streamed, plain } of findDifferences(seen, called)) {
      const shown = JSON.stringify(list(plain)).slice(0, 200)
      const at = `/replies/${reply}/choices/0/message/tool_calls`
      yield { at, message: `differ from the calls without stream, ${shown}`, got: streamed }
    }
  },
} satisfies Rule<'conversation'>
