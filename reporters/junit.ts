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
  const { tests, failures, errors, time } = totalsOf(report.cases)
  const root = block(
    'testsuites',
    { name: 'chat-conformance', tests, failures, errors, time },
    suites.map(([name, cases]) => suiteOf(report, name, cases)),
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

function totalsOf(cases: readonly Verdict[]) {
  const results = cases.map(resultOf)
  const n = (result: Result): number => results.filter((one) => one === result).length
  return {
    tests: cases.length,
    failures: n('failure'),
    errors: n('error'),
    skipped: n('skipped'),
    time: seconds(cases.reduce((sum, verdict) => sum + sumDurations(verdict), 0)),
  }
}

function suiteOf({ target, tool, startedAt }: Report, name: string, cases: readonly Verdict[]): string {
  const files = new Set(cases.map(({ source }) => source?.file))
  const [file] = files
  const properties = { ...target, version: tool.version }
  return block(
    'testsuite',
    {
      name: printable(name),
      ...totalsOf(cases),
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
      ...cases.map(caseOf),
    ],
  )
}

function caseOf(verdict: Verdict): string {
  const { id, suite } = verdict
  const counted = listDecisive(verdict)
  const result = resultOf(verdict)
  const content =
    result === 'failure' ? [failureOf(verdict, counted)] : [troubleOf(verdict, result), findingsOf(verdict, counted)]
  return block(
    'testcase',
    { name: printable(id), classname: printable(suite), time: seconds(sumDurations(verdict)) },
    content,
  )
}

function failureOf(verdict: Verdict, counted: readonly Noted[]): string {
  const [first] = counted
  const message = first ? formatWhat(first) : toShortLine(verdict.reason ?? 'fails')
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

function linesOf(verdict: Verdict, findings: readonly Noted[]): string {
  return groupByKind(findings)
    .flatMap(([first, ...others]) => {
      if (!first) return []
      const more = others.length ? ` (and ${count(others.length, 'place')} like it)` : ''
      return `${formatPlace(verdict, first)}: ${formatFinding(verdict, first)}${more}`
    })
    .join('\n')
}

/** The form takes no exponent and no unit. */
function seconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}
