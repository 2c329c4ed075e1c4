/** The names that are most similar to a mistyped name, most similar first. */
export function nearest(name: string, names: readonly string[], count = 3): string[] {
  const far = new Map(names.map((known) => [known, distance(name, known)]))
  return [...names].sort((a, b) => (far.get(a) ?? 0) - (far.get(b) ?? 0)).slice(0, count)
}

/** How many letters have to be inserted, deleted or replaced; fewer where one name contains the other. */
function distance(a: string, b: string): number {
  if (a && (b.includes(a) || a.includes(b))) return Math.abs(a.length - b.length) / 10
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1]
    for (const [j, other] of b.split('').entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    row = next
  }
  return row[b.length] ?? 0
}
