/** What a run adds up to: tables by suite and capability, what could not be decided, and the verdict. */

import type { Outcome, Report, Verdict } from '../src/model/index.ts'
import { columnsOf, pad, shorten } from '../text/columns.ts'
import { groupByRule, isCounted, isFresh } from '../text/findings.ts'
import { groupsBy, groupsOf } from '../text/groups.ts'
import { count, formatDuration } from '../text/number.ts'
import { OUTCOMES, SIGN, worstOf } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { sentenceOf } from '../text/verdict.ts'
import { blocks, type Cell, grid, heading, inOutcome, type Page, prose } from './_page.ts'

/** Counts of outcomes by suite and by capability. */
export function tablesOf(page: Page, { cases, summary }: Report): string {
  if (!cases.length) return ''
  const shown = OUTCOMES.filter((outcome) => summary.cases[outcome] > 0)
  const suites = groupsOf(cases, ({ suite }) => suite)
  const capabilities = [...groupsBy(cases, ({ needs }) => needs)].sort(([a], [b]) => (a < b ? -1 : 1))
  const total = row(page, 'all', cases, shown, page.paint.bold)
  const tables = [
    ['Suites', grid(page, [titles(page, shown), ...suites.map(([name, own]) => row(page, name, own, shown)), total])],
    [
      'Capabilities',
      grid(page, [titles(page, shown), ...capabilities.map(([name, own]) => row(page, name, own, shown))]),
    ],
  ] as const
  return blocks(page, capabilities.length ? tables : tables.slice(0, 1))
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
  unsupported: ['Unsupported', 'the target refused an optional feature, which is allowed'],
  inconclusive: ['Inconclusive', 'no rule was broken, but the model or the target did not do what the case assumes'],
  error: ['Could not be tested', 'no verdict on the target'],
  skip: ['Skipped', ''],
} as const

/** Most reasons that are listed, and most cases that are named for one of them. */
const REASONS = 6
const NAMED = 4

/** Why cases came to neither pass nor fail, by reason. */
export function reasonsOf(page: Page, { cases }: Report): string {
  return (Object.keys(UNDECIDED) as (keyof typeof UNDECIDED)[])
    .map((outcome) => {
      const own = cases.filter((verdict) => verdict.outcome === outcome)
      if (!own.length) return ''
      const [title, note] = UNDECIDED[outcome]
      const reasons = [...groupsOf(own, ({ reason = 'no reason given' }) => reason)]
      reasons.sort(([, a], [, b]) => b.length - a.length)
      const most = page.context.verbose ? reasons.length : REASONS
      const parts = reasons.slice(0, most).map(([reason, same]) => reasonOf(page, outcome, reason, same))
      const more = reasons.length - most
      const rest =
        more > 0 ? `    ${page.paint.dim(`and ${count(more, 'other reason')}: --verbose shows them all`)}\n` : ''
      return heading(page, `${title}: ${count(own.length, 'case')}`, note) + parts.join('') + rest
    })
    .join('')
}

function reasonOf(page: Page, outcome: Outcome, reason: string, cases: readonly Verdict[]): string {
  const { paint, context } = page
  const most = context.verbose ? cases.length : NAMED
  const more = cases.length - most
  const ids = cases.slice(0, most).map(({ id }) => printable(id))
  const named = `${ids.join(', ')}${more > 0 ? `, and ${more} more` : ''}`
  const sign = `  ${inOutcome(page, outcome, SIGN[outcome])} `
  const said = shorten(printable(reason), page.columns * 3)
  return prose(page, 4, said, sign) + paint.dim(prose(page, 4, named))
}

/** The verdict in a sentence, what the exit code says, and what to do next. */
export function verdictOf(page: Page, report: Report): string {
  const { paint, context } = page
  const { summary } = report
  const [outcome, sentence] = sentenceOf(report)
  const code = context.exitCode?.(report)
  const facts = [
    `${count(report.cases.length, 'case')} in ${formatDuration(report.durationMs)}`,
    ...(summary.retries ? [count(summary.retries, 'retry', 'retries')] : []),
    ...(code === undefined ? [] : [`exit code ${code} (${exitMeaning(code, report)})`]),
  ]
  return [
    '\n',
    paint.bold(inOutcome(page, outcome, prose(page, 2, sentence, `${SIGN[outcome]} `))),
    paint.dim(prose(page, 2, facts.join(' · '))),
    nextSteps(page, report),
  ].join('')
}

/** What an exit code says; where it differs from the verdict, `--fail-on` made it so. */
function exitMeaning(code: number, { summary, gate }: Report): string {
  if (code === 0 && gate?.passed) return summary.outcome === 'conforms' ? 'conforms' : 'nothing new'
  if (code === 1 && gate) return 'new or stale findings compared with the baseline, or a limit exceeded'
  if (code === 0) return summary.outcome === 'conforms' ? 'conforms' : 'findings do not count'
  if (code === 1) return summary.outcome === 'conforms' ? 'SHOULD findings count: --fail-on should' : 'does not conform'
  return code === 130 ? 'interrupted' : 'the target could not be tested'
}

function nextSteps({ paint, columns, context }: Page, report: Report): string {
  const [first] = [...groupByRule(report, isFresh), ...groupByRule(report, isCounted)]
  const { tolerated } = report.summary
  const steps: (readonly [command: string, what: string])[] = [
    ...(first
      ? ([
          [`chat-conformance explain ${printable(first.rule)}`, 'what the rule requires, how to fix it'],
          ['--reporter json=report.json', 'keep every request and finding'],
        ] as const)
      : []),
    ...(tolerated && !context.verbose
      ? ([['--verbose', `show the ${count(tolerated, 'tolerated finding')}`]] as const)
      : []),
  ]
  if (!steps.length) return ''
  const width = Math.max(...steps.map(([command]) => columnsOf(command)))
  const beside = steps.every(([, what]) => width + columnsOf(what) + 4 <= columns)
  const lines = steps.map(([command, what]) =>
    beside
      ? `  ${paint.cyan(pad(command, width))}  ${paint.dim(what)}\n`
      : `  ${paint.cyan(command)}\n    ${paint.dim(what)}\n`,
  )
  return `\n${lines.join('')}`
}
