/** The list of cases, and the choice among them. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Level, Outcome, Report, Verdict } from '../src/model/index.ts'
import { OUTCOMES, rankOf, SIGN } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { Case } from './case.tsx'
import { type Choice, choiceOf, EVERYTHING, fragmentOf, isChosen, isNarrow } from './filter.ts'
import { Copy } from './parts.tsx'

interface CasesProps {
  readonly report: Report
  readonly choice: Choice
  readonly choose: (choice: Choice) => void
}

export function Cases({ report, choice, choose }: CasesProps) {
  const { cases, target } = report
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(choice.case ? [choice.case] : []))
  const { case: linked } = choice
  // The case of a link is shown whatever else is chosen.
  const shown = useMemo(
    () =>
      cases
        .filter((verdict) => isChosen(verdict, choice) || verdict.id === linked)
        .toSorted((a, b) => rankOf(a.outcome) - rankOf(b.outcome)),
    [cases, choice, linked],
  )
  const ids = useMemo(() => new Map(cases.map(({ id }, i) => [id, `case-${i}`])), [cases])
  const toggled = useRef<string>(undefined)
  useEffect(() => {
    if (linked === undefined || linked === toggled.current) return
    toggled.current = undefined
    setOpen((before) => new Set([...before, linked]))
    const button = document.querySelector<HTMLElement>(`#${ids.get(linked)} .case-line`)
    button?.scrollIntoView({ block: 'start' })
    button?.focus({ preventScroll: true })
  }, [linked, ids])
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // What a link chose is looked at.
    const look = (): void => {
      const said = choiceOf(location.hash)
      if (isNarrow(said) && said.case === undefined) heading.current?.scrollIntoView()
    }
    look()
    addEventListener('hashchange', look)
    return () => removeEventListener('hashchange', look)
  }, [])
  const toggle = (id: string): void => {
    const isOpen = open.has(id)
    const { case: _, ...rest } = choice
    toggled.current = id
    setOpen((before) => new Set(isOpen ? [...before].filter((one) => one !== id) : [...before, id]))
    choose(isOpen ? (linked === id ? rest : choice) : { ...rest, case: id })
  }
  return (
    <section aria-labelledby="cases">
      <h2 id="cases" ref={heading}>
        Cases
      </h2>
      {cases.length > 0 && <Filters report={report} choice={choice} choose={choose} shown={shown.length} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons in it are what has the focus */}
      <div class="case-list" onKeyDown={walk}>
        {shown.map((verdict) => (
          <Case
            key={verdict.id}
            verdict={verdict}
            target={target}
            id={ids.get(verdict.id) ?? ''}
            open={open.has(verdict.id)}
            toggle={() => toggle(verdict.id)}
            link={fragmentOf({ ...EVERYTHING, case: verdict.id })}
          />
        ))}
        {shown.length === 0 && <p class="note">{cases.length ? 'No case fits.' : 'The run has no case.'}</p>}
      </div>
    </section>
  )
}

/** From case to case with the arrow keys or j and k, while one of them has the focus. */
function walk(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key]
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return
  if (!(event.target instanceof HTMLElement) || !event.target.matches('.case-line')) return
  const lines = [...document.querySelectorAll<HTMLElement>('.case-line')]
  lines[lines.indexOf(event.target) + step]?.focus()
  event.preventDefault()
}

interface FiltersProps extends CasesProps {
  readonly shown: number
}

function Filters({ report: { cases }, choice, choose, shown }: FiltersProps) {
  const known = useMemo(() => optionsOf(cases), [cases])
  const counts = useMemo(() => countsOf(cases), [cases])
  const set = (name: 'capability' | 'suite' | 'level' | 'rule' | 'text', value: string): void => {
    const { [name]: _, ...rest } = choice
    choose(value ? { ...rest, [name]: value } : rest)
  }
  const flip = (outcome: Outcome): void => {
    const has = choice.outcomes.includes(outcome)
    const outcomes = has ? choice.outcomes.filter((one) => one !== outcome) : [...choice.outcomes, outcome]
    choose({ ...choice, outcomes: OUTCOMES.filter((one) => outcomes.includes(one)) })
  }
  return (
    <search class="filters">
      <fieldset>
        <legend>Outcome</legend>
        {OUTCOMES.filter((outcome) => counts[outcome]).map((outcome) => (
          <label key={outcome} class={`chip is-${outcome}`}>
            <input
              type="checkbox"
              name="outcome"
              value={outcome}
              checked={choice.outcomes.includes(outcome)}
              onChange={() => flip(outcome)}
            />
            <span aria-hidden="true">{SIGN[outcome]}</span> {outcome} {counts[outcome]?.toLocaleString('en')}
          </label>
        ))}
      </fieldset>
      <div class="selects">
        <Select
          label="Capability"
          value={choice.capability}
          options={known.capabilities}
          set={(v) => set('capability', v)}
        />
        <Select label="Suite" value={choice.suite} options={known.suites} set={(v) => set('suite', v)} />
        <Select label="Level" value={choice.level} options={LEVELS} set={(v) => set('level', v)} />
        <Select label="Rule" value={choice.rule} options={known.rules} set={(v) => set('rule', v)} />
        <label>
          Text
          <input
            type="search"
            name="text"
            value={choice.text ?? ''}
            placeholder="id, title, message …"
            onInput={(event) => set('text', event.currentTarget.value)}
          />
        </label>
      </div>
      <div class="filter-line">
        <span role="status">
          {shown.toLocaleString('en')} of {cases.length.toLocaleString('en')}
        </span>
        {isNarrow(choice) && (
          <button type="button" onClick={() => choose(choice.case ? { ...EVERYTHING, case: choice.case } : EVERYTHING)}>
            Show all
          </button>
        )}
        <Copy text={() => location.href} label="Copy link" />
        <span class="hint dim">
          <kbd>j</kbd> and <kbd>k</kbd> go from case to case
        </span>
      </div>
    </search>
  )
}

const LEVELS: readonly Level[] = ['MUST', 'SHOULD', 'MAY']

interface SelectProps {
  readonly label: string
  readonly value: string | undefined
  readonly options: readonly string[]
  readonly set: (value: string) => void
}

function Select({ label, value = '', options, set }: SelectProps) {
  // What a link asks for and nothing has is still what is chosen.
  const all = value === '' || options.includes(value) ? options : [...options, value]
  return (
    <label>
      {label}
      <select name={label.toLowerCase()} value={value} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">any</option>
        {all.map((option) => (
          <option key={option} value={option}>
            {printable(option)}
          </option>
        ))}
      </select>
    </label>
  )
}

function optionsOf(cases: readonly Verdict[]) {
  const sorted = (values: readonly string[]): string[] => [...new Set(values)].sort()
  return {
    capabilities: sorted(cases.flatMap(({ needs }) => needs)),
    suites: [...new Set(cases.map(({ suite }) => suite))],
    rules: sorted(cases.flatMap(({ findings }) => findings.map(({ rule }) => rule))),
  }
}

function countsOf(cases: readonly Verdict[]): Partial<Record<Outcome, number>> {
  const counts: Partial<Record<Outcome, number>> = {}
  for (const { outcome } of cases) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}
