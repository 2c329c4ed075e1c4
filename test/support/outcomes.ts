/** The outcomes of cases as a page shows them. */
import type { Shown } from '../../scripts/messages-page.ts'
import type { Finding, Verdict } from '../../src/model/index.ts'
import type { OutcomeTable } from '../run/outcomes.ts'
import { verdictOn } from './scripted.ts'

/** What a report contains about a verdict: its findings, and the reason of its outcome. */
export function saidOf({ outcome, reason, findings }: Verdict): Finding[] {
  const own = findings.map(({ at, rule, message }) => ({ at: `${rule} ${at}`, message }))
  return reason === undefined ? own : [...own, { at: outcome, message: reason }]
}

/** The findings and reasons that each row of these tables leads to. */
export function outcomesOf(tables: Readonly<Record<string, OutcomeTable>>): Promise<Shown[]> {
  return Promise.all(
    Object.entries(tables).map(async ([id, { says, rows }]) => {
      const shown = Object.entries(rows).map(
        async ([title, [, one, ...answers]]) => [title, saidOf(await verdictOn(one, answers))] as const,
      )
      return { id, says, rows: new Map(await Promise.all(shown)) }
    }),
  )
}
