/** The replies of one case to chat requests, and which of their requests are the same. */
import type { ConversationSeen, JsonSeen, Observation, StreamSeen, Wire } from '../../../../src/model/index.ts'
import { asked, integer, object, objects, once, ranToItsEnd, string } from '../../../rules/_helpers.ts'
import { choices, usage } from './_chat.ts'
import { isGreedy, isNearlyGreedy, messagesOf } from './_request.ts'

/** A reply of the chat endpoint to a request whose body is a JSON object. */
export interface Reply {
  /** Position among the replies of the case. */
  readonly i: number
  /** Pointer to the reply. */
  readonly at: string
  readonly seen: Observation
  readonly ask: Wire
}

/** A reply with an answer: a completion, or a stream with at least one chunk. */
export interface Answer extends Reply {
  readonly seen: JsonSeen | StreamSeen
}

export function selectReplies({ replies }: ConversationSeen): readonly Reply[] {
  return replies.flatMap((seen, i) =>
    seen.endpoint === 'chat' && object(seen.request.body) ? [{ i, at: `/replies/${i}`, seen, ask: asked(seen) }] : [],
  )
}

export function selectAnswers(seen: ConversationSeen): readonly Answer[] {
  return selectReplies(seen).filter(isAnswer)
}

/** The answers whose text can be compared: nothing is missing from them. */
export function selectCompleteAnswers(seen: ConversationSeen): readonly Answer[] {
  return selectAnswers(seen).filter((answer) => ranToItsEnd(answer.seen))
}

export function isAnswer(reply: Reply): reply is Answer {
  const { seen } = reply
  return seen.kind === 'json' || (seen.kind === 'stream' && seen.chunks.length > 0)
}

/** Each pair of replies, the earlier one first. */
export function* pair<T>(replies: readonly T[]): Iterable<readonly [T, T]> {
  for (const [i, a] of replies.entries()) for (const b of replies.slice(i + 1)) yield [a, b]
}

/** The requests are the same, apart from the form of the reply and some fields. */
export function isSameRequest(a: Wire, b: Wire, ...apart: readonly string[]): boolean {
  return serializeRequest(a, ...apart) === serializeRequest(b, ...apart)
}

/** The request as a string without some fields, and without those that choose the form of the reply. */
export function serializeRequest(ask: Wire, ...apart: readonly string[]): string {
  const ignored = ['stream', 'stream_options', ...apart]
  const names = Object.keys(ask).filter((name) => !ignored.includes(name))
  return names
    .sort()
    .map((name) => `${JSON.stringify(name)}:${serializeField(ask[name])}`)
    .join(',')
}

/** Many rules compare every pair of replies: the messages and tools of a request are serialized once. */
function serializeField(value: unknown): string {
  return typeof value === 'object' && value !== null ? serializeOnce(value) : serialize(value)
}

const serializeOnce = once((value: object) => serialize(value))

/** A value as a string that does not depend on the order of keys. Nesting deeper than in any real message is cut off. */
export function serialize(value: unknown, depth = 0): string {
  if (depth > 60) return '…'
  if (Array.isArray(value)) return `[${value.map((item) => serialize(item, depth + 1)).join(',')}]`
  const fields = object(value)
  if (!fields) return JSON.stringify(value) ?? 'undefined'
  const names = Object.keys(fields).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${serialize(fields[name], depth + 1)}`).join(',')}}`
}

/** The messages of a request that differ from the messages at the same positions of another request. */
export function findChangedMessages(before: Wire, after: Wire): readonly Wire[] {
  const others = messagesOf(before)
  return messagesOf(after).filter((message, i) => serialize(message) !== serialize(others[i]))
}

/** `usage.prompt_tokens`, if it is a positive integer. */
export function promptTokens({ seen }: Answer): number | undefined {
  const count = integer(usage(seen)?.prompt_tokens)
  return count !== undefined && count > 0 ? count : undefined
}

/** Text of the first choice. */
export function textOf({ seen }: Answer): string | undefined {
  return string(choices(seen.result)[0]?.message.content)
}

/** finish_reason of the first choice. */
export function finishOf({ seen }: Answer): unknown {
  return choices(seen.result)[0]?.choice.finish_reason
}

/** How the text of a choice ended. */
export interface Ending {
  /** Pointer to the choice. */
  readonly at: string
  readonly text: string
  readonly reason: unknown
}

/** The text of each choice that has one, with its finish_reason. */
export function endingsOf({ at, seen }: Answer): readonly Ending[] {
  return choices(seen.result).flatMap(({ at: choice, choice: { finish_reason: reason }, message }) => {
    const text = string(message.content)
    return text === undefined ? [] : [{ at: `${at}${choice}`, text, reason }]
  })
}

/** `usage.completion_tokens`, of all choices together. */
export function completionTokens({ seen }: Answer): number | undefined {
  return integer(usage(seen)?.completion_tokens)
}

/** Sampled answers do not begin with this many characters in common by chance where they are nearly greedy. */
const MIN_COMMON = 12

/** The text is how every answer to the request begins: the request is greedy, or nearly greedy and the text not too short. */
export function isRepeatable(text: string, ask: Wire): boolean {
  return text.trim() !== '' && (isGreedy(ask) || (isNearlyGreedy(ask) && text.length >= MIN_COMMON))
}

/** The ids that GET /models lists; undefined without a list. */
export function listedModels({ replies }: ConversationSeen): readonly string[] | undefined {
  const lists = replies.flatMap((reply) =>
    reply.kind === 'json' && reply.endpoint === 'models' && Array.isArray(reply.result.data) ? [reply.result.data] : [],
  )
  return lists.length ? objects(lists.flat()).flatMap(({ id }) => string(id) ?? []) : undefined
}
