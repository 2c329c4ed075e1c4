/** Which cases are shown. The choice is the fragment of the page's address, so that a link says it. */

import type { Level, Outcome, Verdict } from '../src/model/index.ts'
import { OUTCOMES } from '../text/outcomes.ts'

export interface Choice {
  /** None means all. */
  readonly outcomes: readonly Outcome[]
  readonly capability?: string
  readonly suite?: string
  readonly level?: Level
  readonly rule?: string
  readonly text?: string
  /** The defect that a link leads to. */
  readonly defect?: string
  /** The case that is open. */
  readonly case?: string
}

export const EVERYTHING: Choice = { outcomes: [] }

const NAMES = ['capability', 'suite', 'level', 'rule', 'text', 'defect', 'case'] as const

/** What does not leave out any case. */
const LINKS: readonly string[] = ['defect', 'case']

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
export function plain(value: string): string {
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
  return saysAll(text, () => listTexts(verdict))
}

/** What the list and the findings show of a case. */
function listTexts({ id, title, reason = '', findings }: Verdict): readonly string[] {
  return [id, title, reason, ...findings.flatMap(({ rule, at, message }) => [rule, at, message])]
}

/** Whether all words of a text that is looked for occur; nothing occurs everywhere. */
export function saysAll(text: string | undefined, texts: () => readonly string[]): boolean {
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  if (!words.length) return true
  const all = texts().join('\n').toLowerCase()
  return words.every((word) => all.includes(word))
}

/** Whether a choice leaves anything out. */
export function isNarrow(choice: Choice): boolean {
  return choice.outcomes.length > 0 || NAMES.some((name) => !LINKS.includes(name) && choice[name] !== undefined)
}
