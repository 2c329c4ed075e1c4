/**
 * Workflow commands, which GitHub shows at the lines of a pull request: a MUST is an error, a SHOULD a warning, what a
 * baseline knows a notice. One for each rule, since GitHub keeps ten of a kind in a step.
 */

import type { Report, ReporterContext, ReporterFactory } from '../src/model/index.ts'
import { type Broken, groupByRule, isCounted, isFresh } from '../text/findings.ts'
import { formatWhat, formatWhere, placeOf, toShortLine } from '../text/format-finding.ts'
import { count } from '../text/number.ts'
import { printable } from '../text/printable.ts'
import { sentenceOf } from '../text/verdict.ts'

const github: ReporterFactory = (context) => (event) => {
  if (event.type !== 'end') return ''
  const { report } = event
  const fresh = groupByRule(report, isFresh)
  const kinds = [
    ['error', fresh.filter(({ level }) => level === 'MUST')],
    ['warning', fresh.filter(({ level }) => level === 'SHOULD')],
    ['notice', groupByRule(report, (finding) => isCounted(finding) && !isFresh(finding))],
  ] as const
  const commands = kinds.flatMap(([kind, broken]) =>
    broken.slice(0, MOST).map((rule) => commandOf(kind, context, rule)),
  )
  const hidden = kinds.flatMap(([kind, { length }]) => (length > MOST ? count(length - MOST, `more ${kind}`) : []))
  return `${[...commands, summaryOf(report, hidden)].join('\n')}\n`
}

export default github

/** GitHub drops what comes after ten commands of a kind. */
const MOST = 10

function commandOf(kind: string, { rules }: ReporterContext, { rule, level, places, cases }: Broken): string {
  const [first] = places
  if (!first) return ''
  const { verdict, finding } = first
  const { file, line, column } = placeOf(verdict, finding) ?? {}
  const properties = { file, line, col: column, title: `${level} ${rule}` }
  const list = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : `${key}=${property(printable(String(value)))}`,
  )
  const says = rules.get(rule)?.says
  const lines = [
    ...(says === undefined ? [] : [printable(says)]),
    `${toShortLine(verdict.id)}${formatWhere(verdict, finding)}: ${formatWhat(finding)}`,
    ...(places.length > 1 ? [`${count(places.length, 'place')} in ${count(cases, 'case')}`] : []),
    ...(finding.known === undefined ? [] : [`known: ${toShortLine(finding.known)}`]),
  ]
  return `::${kind} ${list.join(',')}::${data(lines.join('\n'))}`
}

/** A plain line, which nothing cuts: the verdict, and what the ten commands leave out. */
function summaryOf(report: Report, hidden: readonly string[]): string {
  const [, sentence] = sentenceOf(report)
  const rest = hidden.length ? ` Not shown: ${hidden.join(', ')}; other reporters list them all.` : ''
  return sentence + rest
}

const IN_DATA: Readonly<Record<string, string>> = { '%': '%25', '\r': '%0D', '\n': '%0A' }
const IN_PROPERTY: Readonly<Record<string, string>> = { ...IN_DATA, ':': '%3A', ',': '%2C' }

function data(text: string): string {
  return text.replace(/[%\r\n]/g, (mark) => IN_DATA[mark] ?? mark)
}

function property(text: string): string {
  return text.replace(/[%\r\n:,]/g, (mark) => IN_PROPERTY[mark] ?? mark)
}
