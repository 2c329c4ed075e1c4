/** The user is wrong: a flag, a file, a pattern. Thrown anywhere, caught once in the CLI, printed without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The target cannot be tested at all: unreachable, key rejected, no such server. Caught in the CLI like a UsageError. */
export class TargetError extends Error {
  override readonly name = 'TargetError'
}

/** The user stopped it before there was anything to report. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** One case cannot be tested, and neither the server nor a bug is to blame: the recording does not hold what it asks for. */
export class Untestable extends Error {
  override readonly name = 'Untestable'
}

/** The names closest to what was typed, best first: at most three, none if nothing is near. */
export function nearest(typed: string, names: Iterable<string>): string[] {
  const most = Math.max(2, Math.ceil(typed.length / 3))
  const bare = typed.replaceAll('*', '')
  return [...names]
    .map((name) => ({ name, far: bare !== '' && name.includes(bare) ? 0 : distance(typed, name) }))
    .filter(({ far }) => far <= most)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** `; did you mean a or b?`, or nothing where nothing is near. */
export function didYouMean(typed: string, names: Iterable<string>): string {
  const near = nearest(typed, names)
  return near.length ? `; did you mean ${near.join(' or ')}?` : ''
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
