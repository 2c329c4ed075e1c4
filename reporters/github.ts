/**
 * Workflow commands, which GitHub shows at the lines of a pull request: a defect at MUST is an error, one at SHOULD a
 * warning, and all that a baseline knows is one notice. The most important come first, since GitHub keeps ten of a kind in
 * a step.
 */

import type { Defect, Report, ReporterContext, ReporterFactory } from '../src/model/index.ts'
import { isKnown } from '../text/defects.ts'
import { count } from '../text/number.ts'
import { printable } from '../text/printable.ts'
import { sentenceOf } from '../text/verdict.ts'
import { formatAlsoSeen, formatDefect, formatKnown, listShown, placeInRepository } from './_defects.ts'

const github: ReporterFactory = (context) => (event) => {
  if (event.type !== 'end') return ''
  const { report } = event
  const fresh = report.defects.filter((defect) => !isKnown(defect))
  const kinds = [
    ['error', fresh.filter(({ level }) => level === 'MUST')],
    ['warning', fresh.filter(({ level }) => level !== 'MUST')],
  ] as const
  const commands = kinds.flatMap(([kind, defects]) =>
    defects.slice(0, MOST).map((defect) => annotationOf(kind, context, defect, report)),
  )
  const known = formatKnown(report)
  const notices = known ? [command('notice', { title: 'Known defects' }, known)] : []
  const hidden = kinds.flatMap(([kind, { length }]) => (length > MOST ? count(length - MOST, `more ${kind}`) : []))
  return `${[...commands, ...notices, summaryOf(report, hidden)].join('\n')}\n`
}

export default github

/** GitHub drops what comes after ten commands of a kind. */
const MOST = 10

function annotationOf(kind: string, { rules }: ReporterContext, defect: Defect, report: Report): string {
  const { id, rule: ruleId, level } = defect
  const [example] = listShown(defect, report)
  const { file, line, column } = (example && placeInRepository(example.verdict, example.finding)) ?? {}
  const rule = rules.get(ruleId)
  const lines = [
    rule ? printable(rule.says) : '',
    formatDefect(defect),
    rule ? `Fix: ${printable(rule.mend)}` : '',
    formatAlsoSeen(defect),
  ]
  return command(kind, { file, line, col: column, title: `${level} ${id}` }, lines.filter(Boolean).join('\n'))
}

function command(
  kind: string,
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const list = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : `${key}=${property(printable(String(value)))}`,
  )
  return `::${kind} ${list.join(',')}::${data(message)}`
}

/** A plain line, which nothing cuts: the verdict, and what the ten commands leave out. */
function summaryOf(report: Report, hidden: readonly string[]): string {
  const [, sentence] = sentenceOf(report)
  const rest = hidden.length ? `. Not shown: ${hidden.join(', ')}; other reporters list them all` : ''
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
