/** Findings that chance or a busy machine may have made: the case is run again to see whether they come again. */
import type { Noted, Rule } from '../model/index.ts'

/**
 * How often a case is run again. Where chance decides between two answers, two equal replies in one form and two equal but other
 * replies in the other form come once in eight cases; the same replies in three further runs come once in 4000 of those.
 */
const TIMES = 3

/**
 * The findings that do not come again, by name.
 * @param confirmed the rules of which a finding came again in this run already; those that are found here are added
 * @param again what one more run of the case finds; undefined if there is no further run
 */
export async function findUnconfirmed(
  findings: readonly Noted[],
  rules: ReadonlyMap<string, Rule>,
  confirmed: Set<string>,
  again: () => Promise<readonly Noted[] | undefined>,
): Promise<ReadonlySet<string>> {
  const doubtful = findings.filter((finding) => isDoubtful(finding, rules) && !confirmed.has(finding.rule))
  let open = new Set(doubtful.map(nameOf))
  const lost = new Set<string>()
  for (let i = 0; i < TIMES && open.size; i++) {
    const found = await again()
    if (!found) return lost
    const names = new Set(found.map(nameOf))
    for (const name of open) if (!names.has(name)) lost.add(name)
    open = new Set([...open].filter((name) => names.has(name)))
  }
  for (const finding of doubtful) if (open.has(nameOf(finding))) confirmed.add(finding.rule)
  return lost
}

/** Whether a finding counts only if it comes again. Of a rule about replies and comparisons, its comparisons do. */
function isDoubtful({ rule: id, at, tolerated }: Noted, rules: ReadonlyMap<string, Rule>): boolean {
  const rule = rules.get(id)
  if (tolerated !== undefined || !rule?.repeats) return false
  return at.startsWith('/replies/') || !rule.on.includes('conversation')
}

/** What a finding says. Its message quotes the replies, so that other answers make it another finding; times are never the same. */
export function nameOf({ rule, at, message }: Noted): string {
  return JSON.stringify([rule, at, message.replace(/\d+ (?:ms\b|\w+(?= within))/g, '…')])
}
