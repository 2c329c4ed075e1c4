/** A span of time for messages: in seconds, or in milliseconds where that would round to nothing. */
export function describeDuration(ms: number): string {
  return ms < 100 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`
}
