/** Reads and rewrites chat requests. */
import type { Wire } from '../../../../src/model/index.ts'
import { integer, list, object, objects, once, string, strings } from '../../../rules/_helpers.ts'

/** The messages that are objects. */
export const messagesOf = once((ask: Wire) => objects(ask.messages))

/** Every content part that is an object, of all messages. */
export function partsOf(ask: Wire): readonly Wire[] {
  return messagesOf(ask).flatMap(({ content }) => objects(content))
}

/** The text of a message: its string content, or its text parts. */
export function wordsIn({ content }: Wire): string {
  if (typeof content === 'string') return content
  return list(content)
    .map((part) => string(object(part)?.text) ?? '')
    .join(' ')
}

/** The text of all messages. */
export function promptOf(ask: Wire): string {
  return messagesOf(ask).map(wordsIn).join(' ')
}

/** Sampling always picks the most likely token. */
export function isGreedy(ask: Wire): boolean {
  return ask.temperature === 0
}

/** So low that the most likely token is chosen wherever one is clearly more likely than the others. */
const NEARLY_ZERO = 0.01

/** Sampling hardly ever picks another token than the most likely: texts repeat themselves word for word. */
export function isNearlyGreedy({ temperature }: Wire): boolean {
  return typeof temperature === 'number' && temperature >= 0 && temperature <= NEARLY_ZERO
}

/** The request offers tools, or functions in the deprecated form. */
export function offersTools(ask: Wire): boolean {
  return list(ask.tools).length > 0 || list(ask.functions).length > 0
}

/** The type of `response_format`; `text` if it is absent. */
export function formatOf(ask: Wire): unknown {
  return object(ask.response_format)?.type ?? 'text'
}

/** The field `json_schema` of `response_format`. */
export function jsonSchemaOf(ask: Wire): Wire | undefined {
  return formatOf(ask) === 'json_schema' ? object(object(ask.response_format)?.json_schema) : undefined
}

/** The most tokens that a choice may have. */
export function tokenLimit(ask: Wire): number | undefined {
  return integer(ask.max_completion_tokens) ?? integer(ask.max_tokens)
}

/** The stop strings; none if the request wants them in the output (an extension of several servers). */
export function stopsOf(ask: Wire): readonly string[] {
  return ask.include_stop_str_in_output === true || ask.no_stop_trim === true ? [] : strings(ask.stop)
}

/** The request with its messages rewritten. */
export function withMessages(ask: Wire, rewrite: (message: Wire) => Wire): Wire {
  const { messages } = ask
  if (!Array.isArray(messages)) return ask
  return {
    ...ask,
    messages: messages.map((value: unknown) => {
      const message = object(value)
      return message ? rewrite(message) : value
    }),
  }
}

/** The request with each part rewritten; a part is removed if `rewrite` returns undefined. */
export function withParts(ask: Wire, rewrite: (part: Wire) => Wire | undefined): Wire {
  return withMessages(ask, (message) => {
    if (!Array.isArray(message.content)) return message
    const content = message.content.flatMap((value: unknown) => {
      const part = object(value)
      return part ? (rewrite(part) ?? []) : [value]
    })
    return { ...message, content }
  })
}

/** The request with every content that is a single text part replaced by its string. */
export function asStrings(ask: Wire): Wire {
  return withMessages(ask, (message) => {
    const [first, ...rest] = list(message.content)
    const part = object(first)
    const isText = part?.type === 'text' && typeof part.text === 'string' && rest.length === 0
    return isText ? { ...message, content: part.text } : message
  })
}
