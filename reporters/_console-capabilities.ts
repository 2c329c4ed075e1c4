/** What the target can do, and what became of the request parameters: a line for each answer, with the names of what got it. */

import type { CapabilityStatus, Outcome, ParameterAudit, Report } from '../src/model/index.ts'
import { columnsOf } from '../text/columns.ts'
import { SIGN } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { inOutcome, type Page, prose } from './_page.ts'

/** Which colour and sign an answer shares with the outcomes. */
const STATUSES: readonly (readonly [CapabilityStatus, Outcome])[] = [
  ['broken', 'fail'],
  ['accepted and ignored', 'fail'],
  ['works, with defects', 'warn'],
  ['refused', 'unsupported'],
  ['not shown', 'inconclusive'],
  ['works', 'pass'],
]

const VERDICTS: readonly (readonly [ParameterAudit['verdict'], Outcome])[] = [
  ['ignored', 'fail'],
  ['refused', 'unsupported'],
  ['cannot tell', 'inconclusive'],
  ['honoured', 'pass'],
]

/** Whether the target has each capability. */
export function capabilitiesOf(page: Page, { capabilities }: Report): string {
  const text = answersOf(
    page,
    'Capabilities',
    STATUSES,
    capabilities.map(({ name, status, rules = [] }) => ({ name, answer: status, note: rules.join(', ') })),
  )
  return text && `\n${text}`
}

/** Whether each request parameter had its effect. */
export function parametersOf(page: Page, { parameters }: Report): string {
  return answersOf(
    page,
    'Request parameters',
    VERDICTS,
    parameters.map(({ name, verdict, cases: [first = ''] }) => ({ name, answer: verdict, note: first })),
  )
}

interface Answered {
  readonly name: string
  readonly answer: string
  /** What shows it. */
  readonly note: string
}

/** Names that say little by themselves are few without `--verbose`: their answer is that nobody knows. */
const UNKNOWN: ReadonlySet<string> = new Set<CapabilityStatus | ParameterAudit['verdict']>(['cannot tell', 'not shown'])

/** Answers that people look into: what shows them is named at once. */
const PLACED: ReadonlySet<string> = new Set<ParameterAudit['verdict']>(['ignored', 'refused'])

/** For each answer what got it; with `--verbose` also what shows it. */
function answersOf(
  page: Page,
  title: string,
  answers: readonly (readonly [answer: string, outcome: Outcome])[],
  all: readonly Answered[],
): string {
  const present = answers.filter(([answer]) => all.some((one) => one.answer === answer))
  if (!present.length) return ''
  const lines = present.map(([answer, outcome]) => {
    const own = all.filter((one) => one.answer === answer)
    const head = `${SIGN[outcome]} ${answer}:`
    if (page.context.verbose)
      return [
        `  ${inOutcome(page, outcome, head)}\n`,
        ...own.map(({ name, note }) => prose(page, 6, printable(note ? `${name} (${note})` : name))),
      ].join('')
    const names = own.map(({ name, note }) => printable(note && PLACED.has(answer) ? `${name} (${note})` : name))
    const room = page.columns - 4
    const text = UNKNOWN.has(answer) ? listOn(room, head, names) : `${head} ${names.join(', ')}`
    return prose(page, 4, text, '  ').replace(head, inOutcome(page, outcome, head))
  })
  return `${page.paint.bold(title)}\n${lines.join('')}`
}

/** As many names as one line has room for. */
function listOn(columns: number, head: string, names: readonly string[]): string {
  const whole = `${head} ${names.join(', ')}`
  if (columnsOf(whole) <= columns) return whole
  const more = (shown: number): string => ` and ${names.length - shown} more`
  let shown = names.length - 1
  while (shown > 1 && columnsOf(`${head} ${names.slice(0, shown).join(', ')}${more(shown)}`) > columns) shown--
  return `${head} ${names.slice(0, shown).join(', ')}${more(shown)}`
}
