/** The report for people at a terminal or in a log: what goes wrong as it happens, then what it adds up to. */

import type { Announced, ConsoleContext, Outcome, Reporter, RunEvent, Verdict } from '../src/model/index.ts'
import { columnsOf, pad, shorten } from '../text/columns.ts'
import { findAcceptedReason, listDecisive } from '../text/findings.ts'
import { OUTCOMES, SIGN } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { extensionsOf, staleOf, suggestionOf } from './_console-dialect.ts'
import { findingsOf } from './_console-findings.ts'
import { gateOf, repeatsOf } from './_console-gate.ts'
import { parametersOf } from './_console-parameters.ts'
import { reasonsOf, tablesOf, verdictOf } from './_console-summary.ts'
import { inOutcome, openPage, type Page } from './_page.ts'
import { trafficOf } from './_traffic.ts'

type Start = Extract<RunEvent, { readonly type: 'start' }>

/** Cases of one suite that are still to come, and what came of the others. */
interface Tally {
  open: number
  readonly outcomes: Map<string, number>
}

const consoleReporter = (context: ConsoleContext): Reporter => {
  const page = openPage(context)
  let tallies = new Map<string, Tally>()
  let idWidth = 0
  return (event: RunEvent): string => {
    switch (event.type) {
      case 'start':
        tallies = talliesOf(event.cases)
        idWidth = idColumn(page, event.cases)
        return header(page, event)
      case 'begin':
        return ''
      case 'case':
        return caseLine(page, event.verdict, idWidth) + suiteLine(page, event.verdict, tallies)
      case 'end': {
        const { report } = event
        return SECTIONS.map((section) => section(page, report)).join('')
      }
    }
  }
}

export default consoleReporter

/** What is printed at the end, in this order: the last of it is what people see first. */
const SECTIONS = [
  tablesOf,
  findingsOf,
  trafficOf,
  reasonsOf,
  repeatsOf,
  parametersOf,
  extensionsOf,
  staleOf,
  suggestionOf,
  gateOf,
  verdictOf,
]

function talliesOf(cases: readonly Announced[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>()
  for (const { suite } of cases) {
    const tally = tallies.get(suite)
    if (tally) tally.open++
    else tallies.set(suite, { open: 1, outcomes: new Map() })
  }
  return tallies
}

function header({ paint, columns }: Page, { target, cases }: Start): string {
  const skipped = cases.filter(({ skip }) => skip !== undefined).length
  const facts = [
    ['Target', printable(target.name === undefined ? target.baseUrl : `${target.name} at ${target.baseUrl}`)],
    ['Model', printable(target.model)],
    ['Profile', printable(target.profile)],
    ['Cases', `${(cases.length - skipped).toLocaleString('en')} to run${skipped ? `, ${skipped} to skip` : ''}`],
  ] as const
  const lines = facts.map(([name, value]) => `  ${paint.dim(pad(name, 8))} ${shorten(value, columns)}\n`)
  return `\n${paint.bold('chat-conformance')}\n${lines.join('')}\n`
}

/** Room for what is wrong; with less it is left out. */
const LEAST_GIST = 12

/** One line for a case that needs a look. Where progress is shown, what is no fault of the target can wait for the end. */
function caseLine(page: Page, verdict: Verdict, idWidth: number): string {
  const { context, columns, paint } = page
  const { outcome } = verdict
  const quiet = context.progress ? QUIET : UNSHOWN
  if (!context.verbose && quiet.has(outcome)) return ''
  const start = `${SIGN[outcome]} ${outcome.padEnd(outcomeWidth(page))}`
  const id = printable(verdict.id)
  const room = columns - columnsOf(start) - Math.max(idWidth, columnsOf(id)) - 4
  const what = room < LEAST_GIST ? '' : shorten(gist(verdict), room)
  return `${inOutcome(page, outcome, start)}  ${what ? `${pad(id, idWidth)}  ${paint.dim(what)}` : id}\n`
}

const UNSHOWN: ReadonlySet<Outcome> = new Set(['pass', 'skip'])
const QUIET: ReadonlySet<Outcome> = new Set(['pass', 'skip', 'inconclusive', 'unsupported'])

/** Room that the column of ids leaves for sign, gaps and what is wrong. */
const WHAT = 38

/** Ids have a column that leaves room for what is wrong. */
function idColumn(page: Page, cases: readonly Announced[]): number {
  const longest = Math.max(0, ...cases.map(({ id }) => columnsOf(printable(id))))
  return Math.min(longest, page.columns - outcomeWidth(page) - WHAT)
}

/** Room for the longest outcome that is shown as it comes. */
function outcomeWidth({ context }: Page): number {
  return context.progress && !context.verbose ? 'error'.length : 'inconclusive'.length
}

/** The rules that do not hold, the decisive ones first, or the reason. */
function gist(verdict: Verdict): string {
  const counted = listDecisive(verdict)
  if (!counted.length) return printable(verdict.reason ?? '')
  const rules = [...new Set(counted.map(({ rule }) => printable(rule)))].join(', ')
  return findAcceptedReason(verdict) === undefined ? rules : `known: ${rules}`
}

/** How a suite ended, once its last case is in: for logs, where no progress is shown. */
function suiteLine(page: Page, { suite, outcome }: Verdict, tallies: ReadonlyMap<string, Tally>): string {
  const tally = tallies.get(suite)
  if (!tally) return ''
  tally.open--
  tally.outcomes.set(outcome, (tally.outcomes.get(outcome) ?? 0) + 1)
  if (tally.open || page.context.progress) return ''
  const parts = OUTCOMES.flatMap((name) => {
    const n = tally.outcomes.get(name)
    return n ? [`${n} ${name}`] : []
  })
  return page.paint.dim(`  suite ${printable(suite)}: ${parts.join(', ')}\n`)
}
