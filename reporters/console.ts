/** The report for people at a terminal or in a log: defects as they appear, then what has to be fixed, and the verdict. */

import type { Announced, ConsoleContext, Reporter, RunEvent, Verdict } from '../src/model/index.ts'
import { columnsOf, pad, shorten } from '../text/columns.ts'
import { findAcceptedReason, isFresh, listDecisive } from '../text/findings.ts'
import { count } from '../text/number.ts'
import { SIGN } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { capabilitiesOf, parametersOf } from './_console-capabilities.ts'
import { defectsOf, formatWrong } from './_console-defects.ts'
import { extensionsOf, staleOf, suggestionOf } from './_console-dialect.ts'
import { findingsOf } from './_console-findings.ts'
import { gateOf, repeatsOf } from './_console-gate.ts'
import { reasonsOf, tablesOf, verdictOf } from './_console-summary.ts'
import { inLevel, inOutcome, openPage, type Page } from './_page.ts'
import { trafficOf } from './_traffic.ts'

type Start = Extract<RunEvent, { readonly type: 'start' }>

const consoleReporter = (context: ConsoleContext): Reporter => {
  const page = openPage(context)
  const named = new Set<string>()
  let idWidth = 0
  return (event: RunEvent): string => {
    switch (event.type) {
      case 'start':
        idWidth = idColumn(page, event.cases)
        return header(page, event)
      case 'begin':
        return ''
      case 'case':
        if (context.verbose) return caseLine(page, event.verdict, idWidth)
        return context.live ? newDefects(page, event.verdict, named) : ''
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
  defectsOf,
  capabilitiesOf,
  parametersOf,
  findingsOf,
  trafficOf,
  extensionsOf,
  reasonsOf,
  repeatsOf,
  staleOf,
  suggestionOf,
  gateOf,
  verdictOf,
]

function header({ paint, columns }: Page, { target, cases, tool }: Start): string {
  const skipped = cases.filter(({ skip }) => skip !== undefined).length
  const name = target.name === undefined ? target.baseUrl : `${target.name} at ${target.baseUrl}`
  // Captured traffic has no model of its own, and nobody knows how much there will be.
  const isCaptured = !cases.length
  const facts = [
    ...(isCaptured ? [] : [printable(target.model)]),
    `profile ${printable(target.profile)}`,
    ...(isCaptured ? [] : [`${count(cases.length - skipped, 'case')}${skipped ? `, ${skipped} skipped` : ''}`]),
  ].join(' · ')
  return `${paint.bold(shorten(`chat-conformance ${printable(tool.version)} · ${printable(name)}`, columns))}\n${paint.dim(shorten(facts, columns))}\n`
}

/** A line for each rule that is broken for the first time, unless what is wrong has another cause. */
function newDefects(page: Page, verdict: Verdict, named: Set<string>): string {
  const fresh = listDecisive(verdict).filter(
    (finding) => isFresh(finding) && finding.explainedBy === undefined && !named.has(finding.rule),
  )
  return fresh
    .flatMap((finding) => {
      if (named.has(finding.rule)) return []
      named.add(finding.rule)
      const { level, rule } = finding
      const outcome = level === 'MUST' ? 'fail' : 'warn'
      const id = printable(rule)
      const room = page.columns - columnsOf(id) - level.length - 5
      const what = room < LEAST_GIST ? '' : `  ${page.paint.dim(shorten(formatWrong(finding), room))}`
      return `${inOutcome(page, outcome, SIGN[outcome])} ${inLevel(page, level, level)} ${id}${what}\n`
    })
    .join('')
}

/** Room for what is wrong; with less it is left out. */
const LEAST_GIST = 12

/** One line for a case. */
function caseLine(page: Page, verdict: Verdict, idWidth: number): string {
  const { columns, paint } = page
  const { outcome } = verdict
  const start = `${SIGN[outcome]} ${outcome.padEnd('inconclusive'.length)}`
  const id = printable(verdict.id)
  const room = columns - columnsOf(start) - Math.max(idWidth, columnsOf(id)) - 4
  const what = room < LEAST_GIST ? '' : shorten(gist(verdict), room)
  return `${inOutcome(page, outcome, start)}  ${what ? `${pad(id, idWidth)}  ${paint.dim(what)}` : id}\n`
}

/** Room that the column of ids leaves for sign, gaps and what is wrong. */
const WHAT = 38

/** Ids have a column that leaves room for what is wrong. */
function idColumn(page: Page, cases: readonly Announced[]): number {
  const longest = Math.max(0, ...cases.map(({ id }) => columnsOf(printable(id))))
  return Math.min(longest, page.columns - 'inconclusive'.length - WHAT)
}

/** The rules that do not hold, the decisive ones first, or the reason. */
function gist(verdict: Verdict): string {
  const counted = listDecisive(verdict)
  if (!counted.length) return printable(verdict.reason ?? '')
  const rules = [...new Set(counted.map(({ rule }) => printable(rule)))].join(', ')
  return findAcceptedReason(verdict) === undefined ? rules : `known: ${rules}`
}
