/** What HTTP itself tells of a reply. */
import type { Observation, StreamSeen } from '../../../src/model/index.ts'

/** The kinds of subject that are one reply. */
export const REPLIES = ['json', 'stream', 'error', 'unreadable'] as const

/** Value of a request header, whatever the case of its name. */
export function requestHeader(seen: { readonly request: Observation['request'] }, name: string): string | undefined {
  return Object.entries(seen.request.headers).find(([key]) => key.toLowerCase() === name)?.[1]
}

/** Something of the body came. */
export function hasBytes(seen: Observation): boolean {
  return seen.exchange.pieces.some((piece) => piece.bytes.length > 0)
}

/** Most of a long stream is no answer at all, such as endless comments. */
export function isMostlyFiller(seen: StreamSeen): boolean {
  const answer = seen.chunks.reduce((sum, chunk) => sum + chunk.text.length, 0)
  return seen.text.length > 1_000_000 && answer < seen.text.length / 2
}
