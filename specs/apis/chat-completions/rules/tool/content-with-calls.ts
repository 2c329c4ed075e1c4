import type { Rule } from '../../../../../src/model/index.ts'
import { object, parse, string } from '../../../../rules/_helpers.ts'
import { calls } from '../_chat.ts'
import { findClosingBracket } from '../structured/_format.ts'
import { calledName } from './_tools.ts'

export default {
  says: 'Content next to a tool call is meant for the user: it does not repeat the raw call.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'OpenAPI examples of function calling (content null beside tool_calls); message › content',
  why: 'Chat programs show the content: the user reads JSON, and the model reads its call twice when the history is sent back.',
  mend: 'Remove the text that was parsed as a call from content.',
  wrong:
    '{"content": "{\\"name\\": \\"f\\", \\"arguments\\": {\\"a\\": 1}}", "tool_calls": [{"function": {"name": "f", …}}]}',
  right: '{"content": null, "tool_calls": [{"function": {"name": "f", "arguments": "{\\"a\\": 1}"}}]}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const reported = new Set<string>()
    for (const call of calls(seen.result)) {
      const content = string(call.choice.message.content)
      const name = calledName(call)
      if (!content || name === undefined || reported.has(call.choice.at)) continue
      if (
        !findJsonObjects(content).some(({ name: writtenName, ...rest }) => writtenName === name && hasArguments(rest))
      )
        continue
      reported.add(call.choice.at)
      yield {
        at: `${call.choice.at}/message/content`,
        message: `contains the raw call of ${name}, which is also in tool_calls`,
        got: content,
      }
    }
  },
} satisfies Rule<'json' | 'stream'>

function hasArguments(value: { readonly [key: string]: unknown }): boolean {
  const args = value.arguments ?? value.parameters
  return typeof args === 'string' || object(args) !== undefined
}

/** How many characters of a text are searched, and how many braces are tried. */
const MAX_LENGTH = 20_000
const MAX_TRIES = 40

/** JSON objects in a text, outermost first. */
function findJsonObjects(text: string): { readonly [key: string]: unknown }[] {
  const objects: { readonly [key: string]: unknown }[] = []
  const searched = text.slice(0, MAX_LENGTH)
  let tries = 0
  for (let from = searched.indexOf('{'); from >= 0 && tries < MAX_TRIES; tries++) {
    const end = findClosingBracket(searched, from)
    const value = end === undefined ? undefined : object(parse(searched.slice(from, end + 1)))
    if (value) objects.push(value)
    from = searched.indexOf('{', value && end !== undefined ? end : from + 1)
  }
  return objects
}
