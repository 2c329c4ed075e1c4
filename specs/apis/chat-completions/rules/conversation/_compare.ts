/** The replies of one case, compared by their requests. */
import type { ConversationSeen, JsonSeen, Observation, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, integer, list, object, once, ranToItsEnd, string } from '../../../../rules/_helpers.ts'
import { choices, usage } from '../_chat.ts'

/** A reply of the chat endpoint to a request whose body is a JSON object. */
export interface ChatReply {
  /** Position among the replies of the case. */
  readonly i: number
  /** Pointer to the reply. */
  readonly at: string
  readonly seen: Observation
  readonly ask: Wire
}

/** A reply with an answer. */
export interface Answered extends ChatReply {
  readonly seen: JsonSeen | StreamSeen
}

/** The replies to requests of the chat endpoint. */
export function chatReplies({ replies }: ConversationSeen): readonly ChatReply[] {
  return replies.flatMap((seen, i) =>
    seen.request.endpoint === 'chat' && object(seen.request.body)
      ? [{ i, at: `/replies/${i}`, seen, ask: asked(seen) }]
      : [],
  )
}

/** The replies with an answer: a completion, or a stream with at least one chunk. */
export function answered(seen: ConversationSeen): readonly Answered[] {
  return chatReplies(seen).filter((reply): reply is Answered => isAnswer(reply.seen))
}

export function isAnswer(seen: Observation): seen is JsonSeen | StreamSeen {
  if (seen.endpoint !== 'chat') return false
  return seen.kind === 'json' || (seen.kind === 'stream' && seen.chunks.length > 0)
}

/** A complete reply, whose text can be compared. */
export function isWhole({ seen }: Answered): boolean {
  return seen.kind === 'json' || ranToItsEnd(seen)
}

/** Every pair of replies is compared, and the requests of a case have most parts in common. */
const canonicalStrings = new WeakMap<object, string>()

/** A value as a string that does not depend on the order of keys. Nesting deeper than in any real message is cut off. */
export function canonical(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null || depth > 2) return serialize(value, depth)
  const cached = canonicalStrings.get(value)
  if (cached !== undefined) return cached
  const text = serialize(value, depth)
  canonicalStrings.set(value, text)
  return text
}

function serialize(value: unknown, depth: number): string {
  if (depth > 60) return '…'
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`
  const fields = object(value)
  if (!fields) return JSON.stringify(value) ?? 'undefined'
  const keys = Object.keys(fields).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(fields[key], depth + 1)}`).join(',')}}`
}

/** The fields of a request except some. */
export function without(ask: Wire, ...names: string[]): Wire {
  return Object.fromEntries(Object.entries(ask).filter(([name]) => !names.includes(name)))
}

/** Each pair of replies, the earlier one first. */
export function* pairs<T>(replies: readonly T[]): Iterable<readonly [T, T]> {
  for (const [i, a] of replies.entries()) for (const b of replies.slice(i + 1)) yield [a, b]
}

/** `usage.prompt_tokens`, if it is a positive integer. */
export function promptTokens({ seen }: Answered): number | undefined {
  const count = integer(usage(seen)?.prompt_tokens)
  return count !== undefined && count > 0 ? count : undefined
}

/** `usage.completion_tokens`, if it is an integer. */
export function completionTokens({ seen }: Answered): number | undefined {
  return integer(usage(seen)?.completion_tokens)
}

/** Text of the first choice. */
export function textOf({ seen }: Answered): string | undefined {
  return string(choices(seen.result)[0]?.message.content)
}

/** finish_reason of the first choice. */
export function finishOf({ seen }: Answered): unknown {
  return choices(seen.result)[0]?.choice.finish_reason
}

/** The messages of a request that are objects. */
export const messagesOf = once((ask: Wire): readonly Wire[] =>
  list(ask.messages).flatMap((value): Wire[] => {
    const message = object(value)
    return message ? [message] : []
  }),
)

/** The text of a message: its string content, or its text parts. */
export function wordsIn(message: Wire): string {
  const { content } = message
  if (typeof content === 'string') return content
  return list(content)
    .map((part) => string(object(part)?.text) ?? '')
    .join(' ')
}

/** Sampling always picks the most likely token. */
export function isGreedy(ask: Wire): boolean {
  return ask.temperature === 0
}
