/** What `response_format` asks for, and the text that answers it. */
import type { JsonSeen, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, integer, list, object, string } from '../../../../rules/_helpers.ts'
import { type ChoiceSeen, choices, usage } from '../_chat.ts'
import { isCutShort, isWhole } from '../tool/_tools.ts'

/** The type of `response_format`; text where there is none. */
export function formatOf(ask: Wire): unknown {
  return object(ask.response_format)?.type ?? 'text'
}

/** The `json_schema` member of `response_format`. */
export function jsonSchemaOf(ask: Wire): Wire | undefined {
  const format = object(ask.response_format)
  return format?.type === 'json_schema' ? object(format.json_schema) : undefined
}

export interface TextSeen {
  readonly at: string
  readonly choice: ChoiceSeen
  readonly text: string
}

/** The texts that owe the format: of whole answers that were not cut or refused and call no tool. */
export function texts(seen: JsonSeen | StreamSeen): readonly TextSeen[] {
  if (!isWhole(seen)) return []
  return choices(seen.result).flatMap((choice) => {
    const { content, tool_calls: calls, function_call: call } = choice.message
    if (isCutShort(choice) || list(calls).length || object(call)) return []
    // Another type is for the schemas to name; a message without content says nothing.
    if (content !== undefined && content !== null && typeof content !== 'string') return []
    return [{ at: `${choice.at}/message/content`, choice, text: content ?? '' }]
  })
}

/** Why a text is no JSON text, for the author of the server. */
export function whyNotJson({ text, choice }: TextSeen): string {
  const thoughts = string(choice.message.reasoning_content) ?? string(choice.message.reasoning)
  if (text.trim() === '') return thoughts?.includes('{') ? 'is empty: the JSON stands in the reasoning' : 'is empty'
  if (/^\s*```/.test(text)) return 'is wrapped in a code fence'
  if (isUnfinished(text)) return 'is JSON without its end, and finish_reason does not say so'
  return 'is not JSON'
}

/** The text begins as a JSON object or array and ends before that does. */
export function isUnfinished(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false
  let depth = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (quoted && char === '\\') i++
    else if (char === '"') quoted = !quoted
    else if (!quoted && (char === '{' || char === '[')) depth++
    else if (!quoted && (char === '}' || char === ']') && --depth === 0) return false
  }
  return true
}

/** The reply used up the tokens that the request allows each choice. */
export function reachedLimit(seen: JsonSeen | StreamSeen): boolean {
  const { max_tokens: most, max_completion_tokens: mostOfAll } = asked(seen)
  const limit = integer(mostOfAll) ?? integer(most)
  const tokens = integer(usage(seen)?.completion_tokens)
  return limit !== undefined && tokens !== undefined && tokens >= limit && choices(seen.result).length === 1
}

/** The text was cut by the limit, and the reply does not say so: structured/truncation-flagged speaks. */
export function isSecretlyCut(seen: JsonSeen | StreamSeen, { text }: TextSeen): boolean {
  return isUnfinished(text) && reachedLimit(seen)
}
