/** What a run adds up to: the outcomes by suite, what could not be decided, what it cost, and the verdict. */

import type { Outcome, Report, Verdict } from '../src/model/index.ts'
import { columnsOf, shorten } from '../text/columns.ts'
import { isKnown } from '../text/defects.ts'
import { groupsOf } from '../text/groups.ts'
import { count, formatDuration } from '../text/number.ts'
import { OUTCOMES, SIGN, worstOf } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { sentenceOf } from '../text/verdict.ts'
import { type Cell, grid, heading, inOutcome, type Page, prose } from './_page.ts'

/** Counts of outcomes by suite, with `--verbose`. */
export function tablesOf(page: Page, { cases, summary }: Report): string {
  if (!cases.length || !page.context.verbose) return ''
  const shown = OUTCOMES.filter((outcome) => summary.cases[outcome] > 0)
  const suites = groupsOf(cases, ({ suite }) => suite)
  const total = row(page, 'all', cases, shown, page.paint.bold)
  const rows = [titles(page, shown), ...suites.map(([name, own]) => row(page, name, own, shown)), total]
  return `${heading(page, 'Suites')}${grid(page, rows).lines.join('\n')}\n`
}

function titles({ paint }: Page, shown: readonly Outcome[]): Cell[] {
  return ['', 'cases', ...shown].map((text) => ({ text, paint: paint.dim }))
}

function row(
  page: Page,
  name: string,
  cases: readonly Verdict[],
  shown: readonly Outcome[],
  paint?: (text: string) => string,
): Cell[] {
  const numbers = shown.map((outcome) => {
    const n = cases.filter((verdict) => verdict.outcome === outcome).length
    const painted = (text: string): string => (n ? inOutcome(page, outcome, text) : page.paint.dim(text))
    return { text: n ? String(n) : '·', paint: painted }
  })
  const worst = worstOf(cases.map(({ outcome }) => outcome))
  const label: Cell = {
    text: `${SIGN[worst]} ${printable(name)}`,
    paint: (text) => inOutcome(page, worst, text.slice(0, 1)) + (paint ?? plain)(text.slice(1)),
  }
  return [label, { text: String(cases.length), ...(paint ? { paint } : {}) }, ...numbers]
}

const plain = (text: string): string => text

const UNDECIDED = {
  unsupported: 'the target refused an optional feature, which is allowed',
  inconclusive: 'no rule was broken, but the model or the target did not do what the case assumes',
  error: 'could not be tested',
  skip: '',
} as const

/** Most reasons that are listed of an outcome, and most cases that are named for one of them. */
const REASONS = 3
const NAMED = 3

/** Why cases came to neither pass nor fail, by reason. */
export function reasonsOf(page: Page, { cases }: Report): string {
  return (Object.keys(UNDECIDED) as (keyof typeof UNDECIDED)[])
    .map((outcome) => {
      const own = cases.filter((verdict) => verdict.outcome === outcome)
      if (!own.length) return ''
      const reasons = [...groupsOf(own, ({ reason = 'no reason given' }) => reason)]
      reasons.sort(([, a], [, b]) => b.length - a.length)
      const most = page.context.verbose ? reasons.length : REASONS
      const parts = reasons.slice(0, most).map(([reason, same]) => reasonOf(page, outcome, reason, same))
      const more = reasons.length - most
      const rest =
        more > 0 ? `    ${page.paint.dim(`and ${count(more, 'other reason')}: --verbose shows them all`)}\n` : ''
      const title = `${count(own.length, 'case')} ${outcome === 'skip' ? 'skipped' : outcome}`
      const line = `${title}: ${printable(reasons[0]?.[0] ?? '')}`
      // What was not run, for one reason, is not worth a section.
      if (outcome === 'skip' && reasons.length === 1 && !page.context.verbose)
        return `${page.paint.dim(shorten(line, page.columns))}\n`
      return heading(page, title, UNDECIDED[outcome]) + parts.join('') + rest
    })
    .join('')
}

/** The reason with the cases: at most two lines without `--verbose`. */
function reasonOf(page: Page, outcome: Outcome, reason: string, cases: readonly Verdict[]): string {
  const { context, columns } = page
  const most = context.verbose ? cases.length : NAMED
  const more = cases.length - most
  const ids = cases.slice(0, most).map(({ id }) => printable(id))
  const named = `${ids.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const text = `${shorten(printable(reason), columns * 3)} (${named})`
  const sign = `  ${inOutcome(page, outcome, SIGN[outcome])} `
  return prose(page, 4, context.verbose ? text : shorten(text, 2 * columns - 24), sign)
}

/** What was sent and what it cost, and the verdict: the last line is what people see first. */
export function verdictOf(page: Page, report: Report): string {
  const { paint } = page
  const [outcome, sentence] = sentenceOf(report)
  return [
    '\n',
    nextSteps(page, report),
    paint.dim(prose(page, 0, costOf(page, report))),
    paint.bold(inOutcome(page, outcome, prose(page, 2, sentence, `${SIGN[outcome]} `))),
  ].join('')
}

function costOf({ context }: Page, report: Report): string {
  const { requests, tokens, retries } = report.summary
  const number = (n: number): string => n.toLocaleString('en')
  const code = context.exitCode?.(report)
  return [
    count(report.cases.length, 'case'),
    ...(requests ? [count(requests, 'request')] : []),
    ...(retries ? [count(retries, 'retry', 'retries')] : []),
    ...(tokens ? [`${number(tokens.input)} tokens in, ${number(tokens.output)} out`] : []),
    formatDuration(report.durationMs),
    ...(code === undefined ? [] : [`exit code ${code}${exitMeaning(code, report)}`]),
  ].join(' · ')
}

/** What an exit code says where it differs from the verdict: `--fail-on` or a gate made it so. */
function exitMeaning(code: number, { summary, gate }: Report): string {
  if (code === 0 && summary.outcome !== 'conforms') return gate?.passed ? ' (nothing new)' : ' (findings do not count)'
  if (code === 1 && gate) return ' (new or stale findings compared with the baseline, or a limit exceeded)'
  if (code === 1 && summary.outcome === 'conforms') return ' (SHOULD findings count: --fail-on should)'
  return ''
}

/** Where there is more to read: as much as one line has room for. */
function nextSteps(page: Page, { defects, summary: { tolerated } }: Report): string {
  const first = defects.find((defect) => !isKnown(defect)) ?? defects[0]
  const steps = [
    ...(first ? [`chat-conformance explain ${printable(first.rule)}`, '--reporter html=report.html'] : []),
    ...(tolerated && !page.context.verbose ? [`--verbose (${count(tolerated, 'tolerated finding')})`] : []),
  ]
  if (!steps.length) return ''
  const line = steps.reduce((text, step) => {
    const longer = text === MORE ? text + step : `${text} · ${step}`
    return text === MORE || columnsOf(longer) <= page.columns ? longer : text
  }, MORE)
  return `${page.paint.dim(line)}\n`
}

const MORE = 'more: '
