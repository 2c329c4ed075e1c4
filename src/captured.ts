/** Judges an exchange that no case asked for: captured traffic, for which only the rules speak. */
import { check } from './check.ts'
import { judge, tolerated } from './judge.ts'
import type { Exchange, Profile, Rule, Verdict } from './model.ts'
import { observe } from './observe.ts'
import { turnReport } from './turn-report.ts'

export interface Captured {
  /** Name of the exchange in reports, such as the file that it came from. */
  readonly id: string
  readonly title: string
  /** What it is filed under. */
  readonly suite: string
}

/** The verdict on one exchange. Nobody knows what it is owed, so rules that need to know are silent. */
export function judgeCaptured(
  exchange: Exchange,
  { id, title, suite }: Captured,
  rules: ReadonlyMap<string, Rule>,
  profile: Profile,
): Verdict {
  const seen = observe({ case: id, turn: 0, owed: 'either' }, exchange, profile)
  const findings = tolerated(check(seen, rules, 0), profile, id)
  const trouble = seen.kind === 'unreadable' && exchange.status === undefined ? seen.why : undefined
  return {
    id,
    title,
    suite,
    needs: [],
    ...judge({ findings, ...(trouble ? { trouble } : {}) }),
    attempts: 1,
    turns: [turnReport(exchange)],
    findings,
  }
}
