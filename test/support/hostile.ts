/** Parts of replies that no server should send. */

/** JSON that nests so many levels deep. */
export function nested(levels: number, within = '1'): string {
  return '['.repeat(levels) + within + ']'.repeat(levels)
}
