/** Which cases are shown. The choice is the fragment of the page's address, so that a link says it. */
import type { Level, Outcome, Verdict } from '../../src/model.ts'
import { OUTCOMES } from '../_outcomes.ts'

export interface Choice {
  /** None means all. */
  readonly outcomes: readonly Outcome[]
  readonly capability?: string
  readonly suite?: string
  readonly level?: Level
  readonly rule?: string
  readonly text?: string
  /** The case that is open. */
  readonly case?: string
}

export const EVERYTHING: Choice = { outcomes: [] }

const NAMES = ['capability', 'suite', 'level', 'rule', 'text', 'case'] as const

/** The choice that a fragment says, such as `#outcome=fail,warn&suite=streaming`. */
export function choiceOf(fragment: string): Choice {
  const said = new URLSearchParams(fragment.replace(/^#/, ''))
  const outcomes = (said.get('outcome') ?? '').split(',')
  const others = NAMES.flatMap((name) => {
    const value = said.get(name)
    return value ? [[name, value] as const] : []
  })
  return { outcomes: OUTCOMES.filter((outcome) => outcomes.includes(outcome)), ...Object.fromEntries(others) }
}

/** The fragment that says a choice. */
export function fragmentOf(choice: Choice): string {
  const parts = [
    ...(choice.outcomes.length ? [`outcome=${choice.outcomes.join(',')}`] : []),
    ...NAMES.flatMap((name) => (choice[name] ? [`${name}=${plain(choice[name])}`] : [])),
  ]
  return `#${parts.join('&')}`
}

/** Ids stay readable in a link. */
function plain(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1).replaceAll('%2F', '/')
}

/** Whether a case is among those that are chosen. */
export function isChosen(verdict: Verdict, { outcomes, capability, suite, level, rule, text }: Choice): boolean {
  if (outcomes.length && !outcomes.includes(verdict.outcome)) return false
  if (capability !== undefined && !verdict.needs.includes(capability)) return false
  if (suite !== undefined && verdict.suite !== suite) return false
  const { findings } = verdict
  if (rule !== undefined && !findings.some((one) => one.rule === rule)) return false
  if (level !== undefined && !findings.some((one) => one.level === level && one.tolerated === undefined)) return false
  return text === undefined || text.trim() === '' || says(verdict, text.trim().toLowerCase())
}

/** Whether all words of a text occur in what the list and the findings tell of a case. */
function says({ id, title, reason = '', findings }: Verdict, text: string): boolean {
  const told = [id, title, reason, ...findings.flatMap(({ rule, at, message }) => [rule, at, message])]
  const all = told.join('\n').toLowerCase()
  return text.split(/\s+/).every((word) => all.includes(word))
}

/** Whether a choice leaves anything out. */
export function isNarrow(choice: Choice): boolean {
  return choice.outcomes.length > 0 || NAMES.some((name) => name !== 'case' && choice[name] !== undefined)
}
