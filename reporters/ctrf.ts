/** The report in the Common Test Report Format. What could not be decided is `other`: to fail would blame the server. */

import type { Noted, Outcome, Report, ReporterFactory, Verdict } from '../src/model/index.ts'
import { findAcceptedReason, groupByKind, listDecisive } from '../text/findings.ts'
import { formatCurl, formatFinding, toShortLine } from '../text/format-finding.ts'
import { sumDurations } from './_cases.ts'
import { jsonText } from './_json.ts'

const ctrf: ReporterFactory = () => (event) => (event.type === 'end' ? jsonText(documentOf(event.report)) : '')

export default ctrf

type Status = 'passed' | 'failed' | 'skipped' | 'other'

const STATUS: Readonly<Record<Outcome, Status>> = {
  pass: 'passed',
  warn: 'passed',
  fail: 'failed',
  inconclusive: 'other',
  unsupported: 'skipped',
  skip: 'skipped',
  error: 'other',
}

/** The version of the format that is meant: it has no other yet. */
const SPEC_VERSION = '0.0.0'

function documentOf(report: Report): object {
  const { tool, target, cases, startedAt, durationMs, summary, scope, gate } = report
  const start = Date.parse(startedAt)
  const stop = start + Math.round(durationMs)
  const n = (status: Status): number => cases.filter((verdict) => statusOf(verdict) === status).length
  return {
    reportFormat: 'CTRF',
    specVersion: SPEC_VERSION,
    timestamp: new Date(stop).toISOString(),
    generatedBy: 'chat-conformance',
    results: {
      tool: { name: 'chat-conformance', version: tool.version },
      summary: {
        tests: cases.length,
        passed: n('passed'),
        failed: n('failed'),
        skipped: n('skipped'),
        pending: 0,
        other: n('other'),
        suites: new Set(cases.map(({ suite }) => suite)).size,
        start,
        stop,
        duration: stop - start,
        extra: { outcome: summary.outcome, ...(summary.interrupted ? { interrupted: true } : {}) },
      },
      tests: cases.map(testOf),
      environment: {
        appName: target.model,
        ...(target.name === undefined ? {} : { testEnvironment: target.name }),
        extra: { ...target, scope, ...(gate ? { gate } : {}) },
      },
    },
  }
}

function statusOf(verdict: Verdict): Status {
  return findAcceptedReason(verdict) === undefined ? STATUS[verdict.outcome] : 'skipped'
}

function testOf(verdict: Verdict): object {
  const { id, title, suite, needs, outcome, source, findings, repeats, parameters, attempts } = verdict
  const message = messageOf(verdict)
  const lines = groupByKind(listDecisive(verdict)).flatMap(([first]) => (first ? formatFinding(verdict, first) : []))
  const snippet = outcome === 'fail' ? formatCurl(verdict.turns[listDecisive(verdict)[0]?.turn ?? 0]) : ''
  return {
    testId: id,
    name: id,
    status: statusOf(verdict),
    rawStatus: outcome,
    duration: Math.round(sumDurations(verdict)),
    suite: [suite],
    ...(message ? { message } : {}),
    ...(lines.length ? { trace: lines.join('\n') } : {}),
    ...(snippet ? { snippet } : {}),
    ...(source ? { filePath: source.file, line: source.line } : {}),
    ...(needs.length ? { tags: needs } : {}),
    type: 'conformance',
    extra: {
      title,
      attempts,
      findings: groupByKind(findings).map(kindOf),
      ...(repeats ? { repeats } : {}),
      ...(parameters ? { parameters } : {}),
    },
  }
}

function messageOf(verdict: Verdict): string {
  const known = findAcceptedReason(verdict)
  if (known !== undefined) return toShortLine(`known: ${known}`)
  const [first] = listDecisive(verdict)
  return verdict.outcome === 'fail' && first ? formatFinding(verdict, first) : toShortLine(verdict.reason ?? '')
}

/** A finding with the number of those like it: one defect runs through every chunk of a stream. */
function kindOf(kind: readonly Noted[]): object {
  const [first] = kind
  return kind.length > 1 ? { ...first, times: kind.length } : { ...first }
}
