/** The content that answers a `response_format`. */
import type { JsonSeen, StreamSeen } from '../../../../../src/model/index.ts'
import { asked, integer, list, object, parse, ranToItsEnd } from '../../../../rules/_helpers.ts'
import { type ChoiceSeen, choices, usage } from '../_chat.ts'
import { reasoning } from '../_reasoning.ts'
import { stopsOf, tokenLimit } from '../_request.ts'
import { isCutShort } from '../tool/_tools.ts'

export interface TextSeen {
  readonly at: string
  readonly choice: ChoiceSeen
  readonly text: string
  /** The parsed text; undefined if it is not JSON. */
  readonly value: unknown
  /** The limit cut the text, and finish_reason does not say so: structured/truncation-flagged reports that. */
  readonly isCut: boolean
}

/** The contents that must have the format: of complete answers that were not cut, stopped or refused and call no tool. */
export function formattedTexts(seen: JsonSeen | StreamSeen): readonly TextSeen[] {
  if (!ranToItsEnd(seen)) return []
  return choices(seen.result).flatMap((choice) => {
    const { content, tool_calls: calls, function_call: call } = choice.message
    if (isCutShort(choice) || list(calls).length || object(calls) || object(call)) return []
    // The schemas report content of another type. A message without content has an empty text.
    if (content !== undefined && content !== null && typeof content !== 'string') return []
    const text = content ?? ''
    if (mayBeStopped(text, seen)) return []
    const isCut = isUnfinished(text) && reachedLimit(seen)
    return [{ at: `${choice.at}/message/content`, choice, text, value: parse(text), isCut }]
  })
}

/** A stop string ends a text wherever it occurs, also before the first character or within the JSON. */
function mayBeStopped(text: string, seen: JsonSeen | StreamSeen): boolean {
  return stopsOf(asked(seen)).length > 0 && (text.trim() === '' || isUnfinished(text))
}

/** Why a text is not JSON, as a message to the author of the server. */
export function explainNotJson({ text, choice }: TextSeen): string {
  if (text.trim() === '')
    return reasoning(choice.message).includes('{')
      ? 'is empty; the JSON is in the reasoning'
      : 'is empty; expected JSON'
  if (/^\s*```/.test(text)) return 'is wrapped in a code fence; expected only JSON'
  if (isUnfinished(text)) return 'is incomplete JSON, although finish_reason does not report a cut'
  return explainSurroundings(text) ?? 'is not JSON'
}

/** Models introduce and explain what they were to send alone. */
function explainSurroundings(text: string): string | undefined {
  const [from, to] = [text.search(/[{[]/), Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'))]
  if (from < 0 || parse(text.slice(from, to + 1)) === undefined) return undefined
  const [before, after] = [text.slice(0, from), text.slice(to + 1)].map((part) => part.trim())
  const where = before && after ? 'before and after' : before ? 'before' : 'after'
  const shown = JSON.stringify((before || after || '').slice(0, 60))
  return `has text ${where} the JSON: ${shown}; expected only JSON`
}

/** The text begins as a JSON object or array and ends before its closing bracket. */
export function isUnfinished(text: string): boolean {
  const start = /^\s*(?=[{[])/.exec(text)?.[0].length
  return start !== undefined && findClosingBracket(text, start) === undefined
}

/** Position of the bracket that closes the bracket at a position; undefined if the text ends before it. */
export function findClosingBracket(text: string, start: number): number | undefined {
  let depth = 0
  let quoted = false
  for (let i = start; i < text.length; i++) {
    const char = text[i]
    if (quoted && char === '\\') i++
    else if (char === '"') quoted = !quoted
    else if (!quoted && (char === '{' || char === '[')) depth++
    else if (!quoted && (char === '}' || char === ']') && --depth === 0) return i
  }
  return undefined
}

/** The reply used all tokens that the request allows for its choices, so each of them was cut. */
export function reachedLimit(seen: JsonSeen | StreamSeen): boolean {
  const limit = tokenLimit(asked(seen))
  const tokens = integer(usage(seen)?.completion_tokens)
  const count = choices(seen.result).length
  return limit !== undefined && tokens !== undefined && count > 0 && tokens >= limit * count
}
