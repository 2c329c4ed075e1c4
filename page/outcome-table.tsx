/** Counts of outcomes, a line for each group of cases. Every number leads to the cases that it counts. */

import { useMemo } from 'preact/hooks'
import type { Outcome, Verdict } from '../src/model/index.ts'
import { OUTCOMES, SIGN, worstOf } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { type Choice, EVERYTHING, fragmentOf } from './filter.ts'
import { Scroll } from './parts.tsx'

interface TableProps {
  readonly title: string
  readonly cases: readonly Verdict[]
  /** The groups that a case belongs to. */
  readonly keys: (verdict: Verdict) => readonly string[]
  /** The choice of a group. */
  readonly choiceOf: (key: string) => Partial<Choice>
  /** In the order of their names, not of the cases. */
  readonly sorted?: boolean
}

export function OutcomeTable({ title, cases, keys, choiceOf, sorted = false }: TableProps) {
  const groups = useMemo(() => groupsOf(cases, keys, sorted), [cases, keys, sorted])
  const shown = OUTCOMES.filter((outcome) => cases.some((verdict) => verdict.outcome === outcome))
  if (!groups.length) return null
  return (
    <Scroll label={title}>
      <table class="outcomes">
        <caption class="hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">{title}</span>
            </th>
            {shown.map((outcome) => (
              <th key={outcome} scope="col">
                <span class={`is-${outcome}`} aria-hidden="true">
                  {SIGN[outcome]}
                </span>
                <span class="column-name"> {outcome}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map(([key, outcomes]) => (
            <tr key={key}>
              <th scope="row">
                <span class={`sign is-${worstOf(outcomes)}`} aria-hidden="true">
                  {SIGN[worstOf(outcomes)]}
                </span>{' '}
                <a href={linkTo(choiceOf(key))}>{printable(key)}</a>
              </th>
              {shown.map((outcome) => (
                <td key={outcome}>
                  <Amount outcome={outcome} outcomes={outcomes} choice={choiceOf(key)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

interface AmountProps {
  readonly outcome: Outcome
  readonly outcomes: readonly Outcome[]
  readonly choice: Partial<Choice>
}

function Amount({ outcome, outcomes, choice }: AmountProps) {
  const count = outcomes.filter((one) => one === outcome).length
  if (!count) return <span class="nothing">·</span>
  return (
    <a class={`is-${outcome}`} href={linkTo({ ...choice, outcomes: [outcome] })}>
      {count.toLocaleString('en')}
      <span class="hidden"> {outcome}</span>
    </a>
  )
}

export function linkTo(choice: Partial<Choice>): string {
  return fragmentOf({ ...EVERYTHING, ...choice })
}

function groupsOf(
  cases: readonly Verdict[],
  keys: TableProps['keys'],
  sorted: boolean,
): readonly (readonly [string, Outcome[]])[] {
  const groups = new Map<string, Outcome[]>()
  for (const verdict of cases)
    for (const key of keys(verdict)) {
      const own = groups.get(key)
      if (own) own.push(verdict.outcome)
      else groups.set(key, [verdict.outcome])
    }
  return sorted ? [...groups].sort(([a], [b]) => (a < b ? -1 : 1)) : [...groups]
}
