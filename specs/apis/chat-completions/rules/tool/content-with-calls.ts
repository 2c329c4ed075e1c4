import type { Rule } from '../../../../../src/model/index.ts'
import { object, parse, string } from '../../../../rules/_helpers.ts'
import { calls } from '../_chat.ts'
import { calledName } from './_tools.ts'

export default {
  says: 'Text beside a tool call is meant for the user: it does not hold the raw call once more.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'OpenAPI examples of function calling (content null beside tool_calls); message › content',
  why: 'Chat programs show the text: the user reads JSON, and the model reads its call twice when the history comes back.',
  mend: 'Take the text that was parsed as a call out of content.',
  wrong:
    '{"content": "{\\"name\\": \\"f\\", \\"arguments\\": {\\"a\\": 1}}", "tool_calls": [{"function": {"name": "f", …}}]}',
  right: '{"content": null, "tool_calls": [{"function": {"name": "f", "arguments": "{\\"a\\": 1}"}}]}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const told = new Set<string>()
    for (const call of calls(seen.result)) {
      const content = string(call.choice.message.content)
      const name = calledName(call)
      if (!content || name === undefined || told.has(call.choice.at)) continue
      if (!jsonObjects(content).some(({ name: said, ...rest }) => said === name && hasArguments(rest))) continue
      told.add(call.choice.at)
      yield { at: `${call.choice.at}/message/content`, message: `holds the raw call of ${name}`, got: content }
    }
  },
} satisfies Rule<'json' | 'stream'>

function hasArguments(value: { readonly [key: string]: unknown }): boolean {
  const given = value.arguments ?? value.parameters
  return typeof given === 'string' || object(given) !== undefined
}

/** As much of a text as is looked through, and how many braces in it are tried. */
const LONGEST = 20_000
const TRIES = 40

/** JSON objects that stand in a text, outermost first. */
function jsonObjects(text: string): { readonly [key: string]: unknown }[] {
  const found: { readonly [key: string]: unknown }[] = []
  const within = text.slice(0, LONGEST)
  let tries = 0
  for (let from = within.indexOf('{'); from >= 0 && tries < TRIES; tries++) {
    const end = closingBrace(within, from)
    const value = end === undefined ? undefined : object(parse(within.slice(from, end + 1)))
    if (value) found.push(value)
    from = within.indexOf('{', value && end !== undefined ? end : from + 1)
  }
  return found
}

function closingBrace(text: string, from: number): number | undefined {
  let depth = 0
  let quoted = false
  for (let i = from; i < text.length; i++) {
    const char = text[i]
    if (quoted && char === '\\') i++
    else if (char === '"') quoted = !quoted
    else if (!quoted && char === '{') depth++
    else if (!quoted && char === '}' && --depth === 0) return i
  }
  return undefined
}
