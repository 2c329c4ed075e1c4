/** What captured traffic shows besides defects of the target: wrong requests of clients, and lawful replies that break clients. */
import type { Finding, Noted, Report, Rule, Verdict } from '../src/model/index.ts'
import { groupsOf } from './groups.ts'

/** Several exchanges with the same to say. */
export interface Told {
  /** Place and message of the first of them. */
  readonly text: string
  /** Id of the rule. */
  readonly rule: string
  /** The exchanges, in the order of the report. */
  readonly exchanges: readonly Verdict[]
}

/** What is wrong in the body of a request, with its place. */
export function formatWrong({ at, message }: Finding): string {
  return `${at || 'the body'} ${message}`
}

/** What clients sent that the target was right to refuse; the most frequent first. */
export function listClientMistakes({ cases }: Report): readonly Told[] {
  return listTold(
    cases,
    ({ clientFindings = [] }) => clientFindings,
    ({ rule, at, message }) => `${rule} ${at} ${message}`,
  )
}

/** Lawful replies that common clients cannot read, by rule; the most frequent first. */
export function listClientTraps({ cases }: Report, rules: ReadonlyMap<string, Rule>): readonly Told[] {
  const isTrap = ({ rule, level, tolerated }: Noted): boolean =>
    level === 'MAY' && tolerated === undefined && rules.get(rule)?.basis === 'client library need'
  // Cases of a run have a source: it asks for such replies on purpose.
  const traffic = cases.filter(({ source, suite }) => source === undefined && suite !== 'run')
  return listTold(
    traffic,
    ({ findings }) => findings.filter(isTrap),
    ({ rule }) => rule,
  )
}

function listTold(
  cases: readonly Verdict[],
  findingsOf: (verdict: Verdict) => readonly Noted[],
  keyOf: (finding: Noted) => string,
): readonly Told[] {
  const all = cases.flatMap((verdict) => findingsOf(verdict).map((finding) => ({ verdict, finding })))
  return groupsOf(all, ({ finding }) => keyOf(finding))
    .flatMap(([, same]): Told[] => {
      const [first] = same
      if (!first) return []
      const { rule } = first.finding
      return [{ text: formatWrong(first.finding), rule, exchanges: [...new Set(same.map(({ verdict }) => verdict))] }]
    })
    .sort((a, b) => b.exchanges.length - a.exchanges.length)
}
