import type { ConversationSeen, Finding, JsonSeen, Rule, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, list, object, objects, parse } from '../../../../rules/_helpers.ts'
import { isSameRequest, selectCompleteAnswers } from '../_replies.ts'
import { promptOf } from '../_request.ts'
import { type DeclaredCall, selectCompleteCalls } from './_tools.ts'
import { resolveRef } from './_validate.ts'

export default {
  says: 'An argument that is declared as a string is not turned into a number, a boolean or null because it looks like one.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI FunctionObject › parameters (JSON Schema of the arguments)',
  why: 'The postal code 02134 becomes 2134 and the article 1e5 becomes 100000: the tool runs with a wrong value, or rejects it.',
  mend: 'Convert values by the declared type of the parameter, and leave strings as the model wrote them.',
  wrong: '{"zip": {"type": "string"}}, "zip 02134" → {"arguments": "{\\"zip\\": 2134}"}',
  right: '{"zip": {"type": "string"}}, "zip 02134" → {"arguments": "{\\"zip\\": \\"02134\\"}"}',
  on: ['json', 'stream', 'conversation'],
  of: ['chat'],
  *check(seen) {
    yield* seen.kind === 'conversation' ? findDifferences(seen) : findAltered(seen)
  },
} satisfies Rule<'json' | 'stream' | 'conversation'>

/** A value of a parameter that is declared as a string. */
interface Value {
  readonly call: DeclaredCall
  readonly name: string
  readonly value: unknown
}

/** A number that the request writes in another way: the model copied the text, and the server read it as a number. */
function* findAltered(seen: JsonSeen | StreamSeen): Iterable<Finding> {
  const written = numberWords(promptOf(asked(seen)))
  for (const { call, name, value } of valuesOfStrings(seen)) {
    if (typeof value !== 'number' || written.has(String(value))) continue
    const word = [...written].find((word) => Number(word) === value)
    if (word !== undefined && !call.text?.includes(word)) yield report(call, name, value, word)
  }
}

/** The same request has the text itself in the other form of the reply, streamed or not. */
function* findDifferences(seen: ConversationSeen): Iterable<Finding> {
  const replies = selectCompleteAnswers(seen)
  for (const reply of replies)
    for (const { call, name, value } of valuesOfStrings(reply.seen)) {
      if (typeof value === 'string') continue
      const other = replies.find(
        (other) =>
          other.seen.kind !== reply.seen.kind &&
          isSameRequest(other.ask, reply.ask) &&
          valuesOfStrings(other.seen).some((same) => same.name === name && isTextOf(same.value, value)),
      )
      if (!other) continue
      const { at, message, got } = report(call, name, value, String(value))
      return yield { at: `${reply.at}${at}`, message: `${message}, as in reply ${other.i}`, got }
    }
}

function report({ at, fn }: DeclaredCall, name: string, value: unknown, expected: string): Finding {
  const message = `has ${JSON.stringify(name)} as ${JSON.stringify(value)}; the parameter is declared as a string, expected ${JSON.stringify(expected)}`
  return { at: `${at}/function/arguments`, message, got: fn.arguments }
}

function isTextOf(text: unknown, value: unknown): boolean {
  return typeof text === 'string' && (text === String(value) || parse(text) === value)
}

/** tool/strict-arguments-match-schema checks strict functions. */
function valuesOfStrings(seen: JsonSeen | StreamSeen): readonly Value[] {
  return selectCompleteCalls(seen).flatMap((call) => {
    const { tool, text = '' } = call
    if (tool?.kind !== 'function' || tool.spec.strict === true) return []
    const properties = object(object(resolveRef(tool.spec.parameters, tool.spec.parameters))?.properties) ?? {}
    return Object.entries(object(parse(text)) ?? {}).flatMap(([name, value]) =>
      isPlainString(object(properties[name])) && (value === null || typeof value !== 'object')
        ? [{ call, name, value }]
        : [],
    )
  })
}

function isPlainString(schema: Wire | undefined): boolean {
  return (
    schema?.type === 'string' &&
    !list(schema.anyOf).length &&
    !list(schema.oneOf).length &&
    !objects([schema.not]).length
  )
}

/** The words of the request that are numbers but are not written as JSON writes that number. */
function numberWords(prompt: string): ReadonlySet<string> {
  const words = prompt.match(/(?<![\w.])[+-]?\d[\w.+-]*/g) ?? []
  const trimmed = words.map((word) => word.replace(/[.+-]+$/, ''))
  return new Set(trimmed.filter((word) => Number.isFinite(Number(word))))
}
