/** The report in the Common Test Report Format. What could not be decided is `other`: to fail would blame the server. */
import type { Noted, Outcome, Report, ReporterFactory, Verdict } from '../src/model/index.ts'
import { acceptedFor, decisive, kindsOf } from './_findings.ts'
import { jsonText } from './_json.ts'
import { brief, curlTold, msOf, told } from './_told.ts'

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
  return acceptedFor(verdict) === undefined ? STATUS[verdict.outcome] : 'skipped'
}

function testOf(verdict: Verdict): object {
  const { id, title, suite, needs, outcome, source, findings, repeats, parameters, attempts } = verdict
  const message = messageOf(verdict)
  const lines = kindsOf(decisive(verdict)).flatMap(([first]) => (first ? told(verdict, first) : []))
  const snippet = outcome === 'fail' ? curlTold(verdict.turns[decisive(verdict)[0]?.turn ?? 0]) : ''
  return {
    testId: id,
    name: id,
    status: statusOf(verdict),
    rawStatus: outcome,
    duration: Math.round(msOf(verdict)),
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
      findings: kindsOf(findings).map(kindOf),
      ...(repeats ? { repeats } : {}),
      ...(parameters ? { parameters } : {}),
    },
  }
}

function messageOf(verdict: Verdict): string {
  const known = acceptedFor(verdict)
  if (known !== undefined) return brief(`known: ${known}`)
  const [first] = decisive(verdict)
  return verdict.outcome === 'fail' && first ? told(verdict, first) : brief(verdict.reason ?? '')
}

/** A finding with the number of those like it: one defect runs through every chunk of a stream. */
function kindOf(kind: readonly Noted[]): object {
  const [first] = kind
  return kind.length > 1 ? { ...first, times: kind.length } : { ...first }
}
