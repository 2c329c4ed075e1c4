/** Reads streams for several rules. */
import type { Chunk, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, FEW, integer, object, ranToItsEnd, string } from '../../../../rules/_helpers.ts'
import { lostData, strayLines } from '../../../../rules/stream/_lines.ts'
import { type DeltaSeen, deltas } from '../_chat.ts'
import { isFilterChunk } from '../chunk/_filter.ts'

/** An object that reports an error without the field `error`, by which clients recognise an error. */
export function isBareError(data: Wire): boolean {
  if (data.choices !== undefined) return false
  if (data.object === 'error' || data.error_code !== undefined || data.detail !== undefined) return true
  return string(data.message) !== undefined && (data.code !== undefined || data.type !== undefined)
}

/** The stream did not fail: it was not cut, and no error of any form ended it. */
export function isUnbroken(seen: StreamSeen): boolean {
  return ranToItsEnd(seen) && !seen.chunks.some(({ data }) => isBareError(data))
}

/** The stream did not fail and all of it could be read. Otherwise a value that is absent may have been sent. */
export function isComplete(seen: StreamSeen): boolean {
  return (
    isUnbroken(seen) &&
    seen.events.some((event) => event.is === 'chunk' || event.is === 'done') &&
    !seen.events.some((event) => event.is === 'other') &&
    strayLines(seen).length === 0 &&
    lostData(seen) === undefined
  )
}

/** Position of the first terminator among the events; the number of events if there is none. */
export function donePosition(seen: StreamSeen): number {
  const position = seen.events.findIndex((event) => event.is === 'done')
  return position < 0 ? seen.events.length : position
}

/** The chunks before the terminator, with their positions. A client never sees later ones. */
export function chunksBeforeDone(seen: StreamSeen): readonly (readonly [number, Chunk])[] {
  const end = donePosition(seen)
  return [...seen.chunks.entries()].filter(([, chunk]) => chunk.event < end)
}

/** A chunk that is not part of the answer: the verdict of a content filter, or the results of moderation. */
export function isOutsideAnswer(data: Wire): boolean {
  if (data.moderation !== undefined && data.moderation !== null) return true
  // Gateways in front of Azure fill in the id and the object that Azure leaves empty.
  const isOfPrompt = Array.isArray(data.choices) && !data.choices.length && Array.isArray(data.prompt_filter_results)
  return isOfPrompt || isFilterChunk(data)
}

/** How many choices the request asks for. */
export function requestedChoices(seen: StreamSeen): number {
  return Math.max(1, integer(asked(seen).n) ?? 1)
}

/** How many choices the request may have asked for: any number if the request is unknown. */
export function maxChoices(seen: StreamSeen): number {
  return seen.lacks?.has('request') ? Number.POSITIVE_INFINITY : requestedChoices(seen)
}

/** The deltas of the requested choices, in the order of arrival. The schemas report invalid choices. */
export function requestedDeltas(seen: StreamSeen): readonly DeltaSeen[] {
  const n = maxChoices(seen)
  return deltas(seen).filter(({ choice, index }) => object(choice.delta) && index >= 0 && index < n)
}

/** A value that is not absent, null or empty. */
export function isNonEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  if (Array.isArray(value)) return value.length > 0
  return typeof value !== 'object' || Object.keys(value).length > 0
}

/** The request asks for the usage chunk. */
export function requestsUsage(seen: StreamSeen): boolean {
  const body = asked(seen)
  return body.stream === true && object(body.stream_options)?.include_usage === true
}

/** Has a usage that is not null. */
export function hasUsage(data: Wire): boolean {
  return data.usage !== undefined && data.usage !== null
}

/**
 * The places where a field that must be the same in every chunk differs from its most frequent value.
 * The schemas report fields of another type. Chunks of filter results may have empty fields.
 */
export function findChanges(seen: StreamSeen, key: string, type: 'string' | 'number'): readonly Change[] {
  const chunks = [...seen.chunks.entries()].filter(
    ([, { data }]) => typeof data[key] === type && !(isOutsideAnswer(data) && !data[key]),
  )
  const counts = new Map<unknown, number>()
  for (const [, { data }] of chunks) counts.set(data[key], (counts.get(data[key]) ?? 0) + 1)
  const [usual] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? []
  return chunks
    .filter(([, { data }]) => data[key] !== usual)
    .slice(0, FEW)
    .map(([i, { data }]) => ({ at: `/chunks/${i}/${key}`, got: data[key], usual }))
}

export interface Change {
  readonly at: string
  readonly got: unknown
  readonly usual: unknown
}
