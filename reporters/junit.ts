/**
 * The report as JUnit XML, in the form that Jenkins checks and GitLab and others read. That form has no place for the file
 * and line of a case, so the text has them. A case that a baseline accepts is skipped, never failed.
 */

import type { Noted, Report, ReporterFactory, Verdict } from '../src/model/index.ts'
import { findAcceptedReason, groupByKind, listDecisive } from '../text/findings.ts'
import { formatCurl, formatFinding, formatPlace, formatWhat, toShortLine } from '../text/format-finding.ts'
import { groupsOf } from '../text/groups.ts'
import { count } from '../text/number.ts'
import { printable } from '../text/printable.ts'
import { sumDurations } from './_cases.ts'
import { block, element, text } from './_xml.ts'

const junit: ReporterFactory = () => (event) => {
  if (event.type !== 'end') return ''
  const { report } = event
  const suites = groupsOf(report.cases, ({ suite }) => suite)
  const share = shareOf(report)
  const { tests, failures, errors } = totalsOf(report.cases, share)
  const root = block(
    'testsuites',
    { name: 'chat-conformance', tests, failures, errors, time: seconds(report.durationMs) },
    suites.map(([name, cases]) => suiteOf(report, name, cases, share)),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`
}

export default junit

type Result = 'passed' | 'failure' | 'error' | 'skipped'

function resultOf(verdict: Verdict): Result {
  switch (verdict.outcome) {
    case 'pass':
    case 'warn':
      return 'passed'
    case 'fail':
      return findAcceptedReason(verdict) === undefined ? 'failure' : 'skipped'
    case 'error':
      return 'error'
    default:
      return 'skipped'
  }
}

/**
 * How much of its duration a case gets. Cases run at the same time: their durations add up to more than the run took, and
 * programs that add up the times of cases would show that. So each case gets its share of the duration of the run.
 */
function shareOf({ cases, durationMs }: Report): number {
  const sum = cases.reduce((total, verdict) => total + sumDurations(verdict), 0)
  return Math.min(1, durationMs / Math.max(sum, 1))
}

/** In whole milliseconds, so that rounding adds nothing. */
function timeOf(verdict: Verdict, share: number): number {
  return Math.floor(sumDurations(verdict) * share)
}

function totalsOf(cases: readonly Verdict[], share: number) {
  const results = cases.map(resultOf)
  const n = (result: Result): number => results.filter((one) => one === result).length
  return {
    tests: cases.length,
    failures: n('failure'),
    errors: n('error'),
    skipped: n('skipped'),
    time: seconds(cases.reduce((sum, verdict) => sum + timeOf(verdict, share), 0)),
  }
}

function suiteOf({ target, tool, startedAt }: Report, name: string, cases: readonly Verdict[], share: number): string {
  const files = new Set(cases.map(({ source }) => source?.file))
  const [file] = files
  const properties = { ...target, version: tool.version }
  return block(
    'testsuite',
    {
      name: printable(name),
      ...totalsOf(cases, share),
      // The form has no time zone: it is UTC.
      timestamp: startedAt.slice(0, 19),
      file: files.size === 1 && file !== undefined ? printable(file) : undefined,
    },
    [
      block(
        'properties',
        {},
        Object.entries(properties).map(([key, value]) => element('property', { name: key, value: printable(value) })),
      ),
      ...cases.map((verdict) => caseOf(verdict, share)),
    ],
  )
}

function caseOf(verdict: Verdict, share: number): string {
  const { id, suite } = verdict
  const counted = listDecisive(verdict)
  const result = resultOf(verdict)
  const content =
    result === 'failure' ? [failureOf(verdict, counted)] : [troubleOf(verdict, result), findingsOf(verdict, counted)]
  return block(
    'testcase',
    { name: printable(id), classname: printable(suite), time: seconds(timeOf(verdict, share)) },
    content,
  )
}

function failureOf(verdict: Verdict, counted: readonly Noted[]): string {
  const [first] = counted
  const message = first ? `${defectOf(first)}: ${formatWhat(first)}` : toShortLine(verdict.reason ?? 'fails')
  const curl = formatCurl(verdict.turns[first?.turn ?? 0])
  const lines = [linesOf(verdict, counted), curl && `\n${curl}`].filter(Boolean)
  return element('failure', { type: printable(first?.rule ?? 'fail'), message }, [text(lines.join('\n'))])
}

function troubleOf(verdict: Verdict, result: Result): string {
  const known = findAcceptedReason(verdict)
  const message = toShortLine(known === undefined ? (verdict.reason ?? verdict.outcome) : `known: ${known}`)
  if (result === 'error') return element('error', { type: verdict.outcome, message })
  return result === 'skipped'
    ? element('skipped', { type: known === undefined ? verdict.outcome : 'known', message })
    : ''
}

function findingsOf(verdict: Verdict, counted: readonly Noted[]): string {
  return counted.length ? element('system-out', {}, [text(linesOf(verdict, counted))]) : ''
}

/** The defect that a finding belongs to; with the rule of the finding if that is another one. */
function defectOf({ defect, rule }: Noted): string {
  if (defect === undefined || defect === rule) return printable(rule)
  return defect.startsWith(`${rule} `) ? printable(defect) : printable(`${defect}, seen as ${rule}`)
}

function linesOf(verdict: Verdict, findings: readonly Noted[]): string {
  return groupByKind(findings)
    .flatMap(([first, ...others]) => {
      if (!first) return []
      const more = others.length ? ` (and ${count(others.length, 'place')} like it)` : ''
      const cause = first.explainedBy === undefined ? '' : ` (explained by ${printable(first.explainedBy)})`
      return `${formatPlace(verdict, first)}: ${formatFinding(verdict, first)}${more}${cause}`
    })
    .join('\n')
}

/** The form takes no exponent and no unit. */
function seconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}
