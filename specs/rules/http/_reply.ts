/** Helpers for rules about the HTTP layer of a reply. */
import type { Observation } from '../../../src/model/index.ts'

/** The kinds of observation that are one reply. */
export const REPLIES = ['json', 'stream', 'error', 'unreadable'] as const

/** Value of a request header; `name` is in lower case, the header may be in any case. */
export function readRequestHeader(
  seen: { readonly request: Observation['request'] },
  name: string,
): string | undefined {
  return Object.entries(seen.request.headers).find(([key]) => key.toLowerCase() === name)?.[1]
}

/** At least one byte of the body arrived. */
export function hasBytes(seen: Observation): boolean {
  return seen.exchange.pieces.some((piece) => piece.bytes.length > 0)
}
