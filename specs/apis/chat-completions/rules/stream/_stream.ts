/** Ways to look at a stream that several rules share. */
import type { Chunk, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, integer, object, ranToItsEnd, string } from '../../../../rules/_helpers.ts'
import { FEW, lostData, strayLines } from '../../../../rules/stream/_lines.ts'
import { type DeltaSeen, deltas } from '../_chat.ts'
import { isFilterChunk } from '../chunk/_filter.ts'

/** An object that says that something failed, without the member by which clients know it. */
export function isBareError(data: Wire): boolean {
  if (data.choices !== undefined) return false
  if (data.object === 'error' || data.error_code !== undefined || data.detail !== undefined) return true
  return string(data.message) !== undefined && (data.code !== undefined || data.type !== undefined)
}

/** The stream did not fail: it was neither cut nor ended by an error, in whatever form. */
export function isUnbroken(seen: StreamSeen): boolean {
  return ranToItsEnd(seen) && !seen.chunks.some(({ data }) => isBareError(data))
}

/** The stream did not fail and all of it could be read: only then is something missing that is not there. */
export function isWholeStory(seen: StreamSeen): boolean {
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
  const found = seen.events.findIndex((event) => event.is === 'done')
  return found < 0 ? seen.events.length : found
}

/** The chunks before the terminator, with their positions. A client never sees later ones. */
export function chunksBeforeDone(seen: StreamSeen): readonly (readonly [number, Chunk])[] {
  const end = donePosition(seen)
  return [...seen.chunks.entries()].filter(([, chunk]) => chunk.event < end)
}

/** A chunk that stands beside the answer: the verdict of a content filter, or the results of moderation. */
export function isAside(data: Wire): boolean {
  if (data.moderation !== undefined && data.moderation !== null) return true
  // Gateways in front of Azure fill in the id and the object that it leaves empty.
  const isOfPrompt = Array.isArray(data.choices) && !data.choices.length && Array.isArray(data.prompt_filter_results)
  return isOfPrompt || isFilterChunk(data)
}

/** How many choices the request asks for. */
export function choicesAsked(seen: StreamSeen): number {
  return Math.max(1, integer(asked(seen).n) ?? 1)
}

/** How many choices the request may have asked for: any number, where nobody knows it. */
export function mostChoices(seen: StreamSeen): number {
  return seen.lacks?.has('request') ? Number.POSITIVE_INFINITY : choicesAsked(seen)
}

/** The deltas of the choices that were asked for, grouped by whoever needs it. Broken choices are left to the schemas. */
export function properDeltas(seen: StreamSeen): readonly DeltaSeen[] {
  const n = mostChoices(seen)
  return deltas(seen).filter(({ choice, index }) => object(choice.delta) && index >= 0 && index < n)
}

/** A member of a delta that says something. */
export function isSomething(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  if (Array.isArray(value)) return value.length > 0
  return typeof value !== 'object' || Object.keys(value).length > 0
}

/** The request asks for the usage chunk. */
export function asksUsage(seen: StreamSeen): boolean {
  const body = asked(seen)
  return body.stream === true && object(body.stream_options)?.include_usage === true
}

/** Has a usage that is not null. */
export function hasUsage(data: Wire): boolean {
  return data.usage !== undefined && data.usage !== null
}

/**
 * The places where a member that should be the same on every chunk is not what it mostly is.
 * Members of another type are left to the schemas, blank ones of filter results are lawful.
 */
export function changes(seen: StreamSeen, key: string, type: 'string' | 'number'): readonly Change[] {
  const all = [...seen.chunks.entries()].filter(
    ([, { data }]) => typeof data[key] === type && !(isAside(data) && !data[key]),
  )
  const counts = new Map<unknown, number>()
  for (const [, { data }] of all) counts.set(data[key], (counts.get(data[key]) ?? 0) + 1)
  const [usual] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? []
  return all
    .filter(([, { data }]) => data[key] !== usual)
    .slice(0, FEW)
    .map(([i, { data }]) => ({ at: `/chunks/${i}/${key}`, got: data[key], usual }))
}
export interface Change {
  readonly at: string
  readonly got: unknown
  readonly usual: unknown
}
