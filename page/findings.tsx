/** What does not hold in a case, rule by rule, each place with a way to where it is. */

import { useState } from 'preact/hooks'
import type { Noted } from '../src/model/index.ts'
import { shorten } from '../text/columns.ts'
import { count } from '../text/number.ts'
import { printable } from '../text/printable.ts'
import { formatValue } from '../text/value.ts'
import { byLevel, Excuse, isQuiet, toneOf } from './mark.tsx'
import { Fold, LevelMark } from './parts.tsx'
import { RuleFold, useRule } from './rule.tsx'
import { readable } from './text.ts'

interface Numbered {
  readonly finding: Noted
  readonly number: number
}

interface FindingsProps {
  readonly findings: readonly Noted[]
  readonly turns: number
  /** Shows where the finding with that number is. */
  readonly show: (number: number) => void
}

export function Findings({ findings, turns, show }: FindingsProps) {
  const all = findings.map((finding, number): Numbered => ({ finding, number }))
  const loud = all.filter(({ finding }) => !isQuiet(finding)).toSorted((a, b) => byLevel(a.finding, b.finding))
  const causes = loud.filter(({ finding }) => finding.explainedBy === undefined)
  const explained = loud.filter(({ finding }) => finding.explainedBy !== undefined)
  const quiet = all.filter(({ finding }) => isQuiet(finding))
  return (
    <>
      <Groups of={causes} turns={turns} show={show} />
      {explained.length > 0 && (
        <Fold label={`Also seen: ${count(explained.length, 'finding')} explained by ${namesOf(explained)}`}>
          {() => <Groups of={explained} turns={turns} show={show} />}
        </Fold>
      )}
      {quiet.length > 0 && (
        <Fold label={`${count(quiet.length, 'finding')} that ${quiet.length === 1 ? 'does' : 'do'} not count`}>
          {() => <Groups of={quiet} turns={turns} show={show} />}
        </Fold>
      )}
    </>
  )
}

function namesOf(explained: readonly Numbered[]): string {
  return [...new Set(explained.map(({ finding }) => printable(finding.explainedBy ?? '')))].join(', ')
}

interface GroupsProps {
  readonly of: readonly Numbered[]
  readonly turns: number
  readonly show: (number: number) => void
}

function Groups({ of, turns, show }: GroupsProps) {
  const groups = new Map<string, Numbered[]>()
  for (const one of of) {
    const key = `${one.finding.level} ${one.finding.rule} ${one.finding.tolerated ?? ''} ${one.finding.known ?? ''}`
    const own = groups.get(key)
    if (own) own.push(one)
    else groups.set(key, [one])
  }
  return (
    <>
      {[...groups].map(([key, own]) => (
        <Group key={key} of={own} turns={turns} show={show} />
      ))}
    </>
  )
}

/** Places that are named before someone asks for the rest: one defect runs through every chunk. */
const MOST_PLACES = 4

function Group({ of, turns, show }: GroupsProps) {
  const [all, setAll] = useState(false)
  const [first] = of
  const rule = useRule(first?.finding.rule ?? '')
  if (!first) return null
  const { finding } = first
  const places = all ? of : of.slice(0, MOST_PLACES)
  const more = of.length - places.length
  return (
    <div class={`finding ${toneOf(finding)}`}>
      <div class="finding-head">
        <LevelMark level={finding.level} quiet={isQuiet(finding)} />{' '}
        <strong class="mono">{printable(finding.rule)}</strong>
      </div>
      {rule && <div>{readable(rule.says)}</div>}
      <Excuse finding={finding} />
      <ul class="places">
        {places.map(({ finding: one, number }) => (
          <li key={number}>
            <Place finding={one} turns={turns} show={() => show(number)} />
          </li>
        ))}
      </ul>
      {more > 0 && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          {count(more, 'more place')}
        </button>
      )}
      <RuleFold id={finding.rule} />
    </div>
  )
}

interface PlaceProps {
  readonly finding: Noted
  readonly turns: number
  readonly show: () => void
}

function Place({ finding: { turn, at, message, got, place }, turns, show }: PlaceProps) {
  const where = printable(at) || 'the reply as a whole'
  return (
    <>
      {turns > 0 ? (
        <button type="button" class="jump" onClick={show}>
          {turns > 1 && turn < turns && `turn ${turn + 1} `}
          {shorten(where, 200)}
        </button>
      ) : (
        <code>{shorten(where, 200)}</code>
      )}{' '}
      {shorten(readable(message), 600)}
      {got !== undefined && (
        <span class="dim">
          , got <code>{formatValue(got, 120)}</code>
        </span>
      )}
      {place && (
        <code class="dim">
          {' '}
          {printable(place.file)}:{place.line}:{place.column}
        </code>
      )}
    </>
  )
}
