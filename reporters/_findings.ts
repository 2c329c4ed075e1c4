/** Reports seen from the side of the rules: for reporters that tell what is wrong rather than where. */
import type { Level, Noted, Report, Verdict } from '../src/model.ts'

/** One place where a rule does not hold, with the case that showed it. */
export interface Place {
  readonly verdict: Verdict
  readonly finding: Noted
}

/** A rule that does not hold somewhere. */
export interface Broken {
  readonly rule: string
  readonly level: Level
  /** In the order of the report; never empty. */
  readonly places: readonly Place[]
  readonly cases: number
}

const ORDER: Readonly<Record<Level, number>> = { MUST: 0, SHOULD: 1, MAY: 2 }

/** The findings that fit, grouped by rule and level: MUST before SHOULD before MAY, then what most cases show. */
export function byRule(report: Report, fits: (finding: Noted) => boolean): readonly Broken[] {
  const groups = new Map<string, Place[]>()
  for (const verdict of report.cases)
    for (const finding of verdict.findings) {
      if (!fits(finding)) continue
      const key = `${finding.level} ${finding.rule}`
      const group = groups.get(key)
      if (group) group.push({ verdict, finding })
      else groups.set(key, [{ verdict, finding }])
    }
  return [...groups].map(toBroken).sort((a, b) => ORDER[a.level] - ORDER[b.level] || b.cases - a.cases)
}

function toBroken([key, places]: readonly [string, readonly Place[]]): Broken {
  const [level, rule] = key.split(' ') as [Level, string]
  return { rule, level, places, cases: new Set(places.map(({ verdict }) => verdict.id)).size }
}

/** A finding that speaks for or against the target: at MUST or SHOULD, and not tolerated. */
export function counts(finding: Noted): boolean {
  return finding.level !== 'MAY' && finding.tolerated === undefined
}
