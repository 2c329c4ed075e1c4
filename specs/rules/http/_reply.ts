/** What HTTP itself tells of a reply. */
import type { Observation, StreamSeen, Wire } from '../../../src/model/index.ts'
import { asked, deltas, integer, object, string } from '../_helpers.ts'

/** The kinds of subject that are one reply. */
export const REPLIES = ['completion', 'stream', 'error', 'models', 'model', 'reply', 'events', 'unreadable'] as const

/** The request asked for an event stream. */
export function askedStream(seen: { readonly request: Observation['request'] }): boolean {
  return seen.request.endpoint === 'chat' && asked(seen).stream === true
}

/** Value of a request header, whatever the case of its name. */
export function requestHeader(seen: { readonly request: Observation['request'] }, name: string): string | undefined {
  return Object.entries(seen.request.headers).find(([key]) => key.toLowerCase() === name)?.[1]
}

/** Something of the body came. */
export function hasBytes(seen: Observation): boolean {
  return seen.exchange.pieces.some((piece) => piece.bytes.length > 0)
}

/**
 * The stream is past the point where it had to come to an end: every choice is finished, far more deltas came than
 * tokens were allowed, or most of it is no answer at all. A model that talks on without a limit is not overdue.
 */
export function overdue(seen: StreamSeen): boolean {
  return finished(seen) || overLimit(seen) || mostlyNoAnswer(seen)
}

function finished(seen: StreamSeen): boolean {
  const all = deltas(seen)
  const ended = new Set(all.filter(({ choice }) => string(choice.finish_reason)).map(({ index }) => index))
  return all.length > 0 && all.every(({ index }) => ended.has(index))
}

function overLimit(seen: StreamSeen): boolean {
  const { max_tokens, max_completion_tokens, n } = asked(seen)
  const limit = integer(max_completion_tokens) ?? integer(max_tokens)
  // One token may come in several deltas (the bytes of one emoji), so the count is generous.
  return limit !== undefined && deltas(seen).length > (4 * limit + 64) * (integer(n) ?? 1)
}

function mostlyNoAnswer(seen: StreamSeen): boolean {
  const answer = seen.chunks.reduce((sum, chunk) => sum + chunk.text.length, 0)
  return seen.text.length > 1_000_000 && answer < seen.text.length / 2
}

/** Something of the answer itself has come: text, a call, reasoning, or anything but a role. */
export function answerBegun(seen: StreamSeen): boolean {
  return deltas(seen).some(({ choice, delta }) => string(choice.finish_reason) || speaks(delta))
}

function speaks(delta: Wire): boolean {
  return Object.entries(delta).some(
    ([key, value]) => key !== 'role' && value !== null && value !== '' && !isEmpty(value),
  )
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : Object.keys(object(value) ?? { any: 1 }).length === 0
}
