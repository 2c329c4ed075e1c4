import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { list, object, parse, string } from '../../../../rules/_helpers.ts'
import { calls, choices } from '../_chat.ts'
import { findDifferences } from '../stream/_pairs.ts'

/** The names and parsed arguments of the calls in order, as JSON text; undefined if they cannot be compared. */
function summarizeCalls(completion: Wire): string | undefined {
  // If nothing of the stream could be read, its calls are unknown.
  if (!choices(completion).length) return undefined
  const summaries = calls(completion).map(({ choice, call, fn }) => {
    // The input of a custom tool is plain text.
    const custom = object(call.custom)
    const args = custom ? string(custom.input) : object(parse(string(fn.arguments) ?? ''))
    return { choice: choice.at, name: string((custom ?? fn).name) || undefined, arguments: sortKeys(args) }
  })
  // Other rules report what is not a call, or not JSON.
  return summaries.some((call) => !call.name || !call.arguments) ? undefined : JSON.stringify(summaries)
}

/** The value with its keys sorted: their order does not matter. */
function sortKeys(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  // No real arguments are nested this deep; the limit ends the recursion.
  if (depth > 100) return undefined
  if (Array.isArray(value)) return value.map((item) => sortKeys(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sortKeys(member, depth + 1)]),
  )
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
  *check(seen) {
    for (const { reply, streamed, plain } of findDifferences(seen, summarizeCalls)) {
      const excerpt = JSON.stringify(list(plain)).slice(0, 200)
      const at = `/replies/${reply}/choices/0/message/tool_calls`
      yield { at, message: `differs from the calls without stream; expected ${excerpt}`, got: streamed }
    }
  },
} satisfies Rule<'conversation'>
