/** Comparisons that prove something only of a server that repeats itself: the case is run again to see whether it does. */
import type { Noted, Rule } from '../model/index.ts'

/**
 * How often a case is run again. Where chance decides between two answers, two equal replies in one form and two equal but other
 * replies in the other form come once in eight cases; the same replies in three further runs come once in 4000 of those.
 */
const TIMES = 3

/**
 * The findings that do not come again, by name.
 * @param again what one more run of the case finds; undefined if there is no further run
 */
export async function findUnconfirmed(
  findings: readonly Noted[],
  rules: ReadonlyMap<string, Rule>,
  again: () => Promise<readonly Noted[] | undefined>,
): Promise<ReadonlySet<string>> {
  let open = new Set(findings.filter((finding) => isDoubtful(finding, rules)).map(nameOf))
  const lost = new Set<string>()
  for (let i = 0; i < TIMES && open.size; i++) {
    const found = await again()
    if (!found) break
    const names = new Set(found.map(nameOf))
    for (const name of open) if (!names.has(name)) lost.add(name)
    open = new Set([...open].filter((name) => names.has(name)))
  }
  return lost
}

/** Whether a finding is a comparison of replies that counts only if it comes again. */
function isDoubtful({ rule, at, tolerated }: Noted, rules: ReadonlyMap<string, Rule>): boolean {
  return tolerated === undefined && at.startsWith('/replies/') && rules.get(rule)?.repeats === true
}

/** What a finding says. Its message quotes the replies, so that other answers make it another finding. */
export function nameOf({ rule, at, message }: Noted): string {
  return JSON.stringify([rule, at, message])
}
