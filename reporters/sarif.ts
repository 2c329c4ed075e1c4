/**
 * The report as SARIF 2.1.0, for code scanning: the rules that do not hold, and the place of the case or the checked file.
 * What the profile tolerates and what a baseline knows is there and suppressed.
 */

import type { Level, Noted, Report, ReporterContext, ReporterFactory, Rule, Verdict } from '../src/model/index.ts'
import { groupByKind, isCounted, toKindKey } from '../text/findings.ts'
import { formatWhat, placeOf, toShortLine } from '../text/format-finding.ts'
import { count } from '../text/number.ts'
import { jsonText } from './_json.ts'

const sarif: ReporterFactory = (context) => (event) =>
  event.type === 'end' ? jsonText(documentOf(context, event.report)) : ''

export default sarif

const LEVEL: Readonly<Record<Level, string>> = { MUST: 'error', SHOULD: 'warning', MAY: 'note' }

function documentOf({ rules }: ReporterContext, report: Report): object {
  const { tool, cases, target, gate } = report
  const ids = [...new Set(cases.flatMap(({ findings }) => findings.map(({ rule }) => rule)))].sort()
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'chat-conformance',
            semanticVersion: tool.version,
            rules: ids.map((id) => descriptorOf(id, rules.get(id))),
          },
        },
        // Places count characters as JavaScript does.
        columnKind: 'utf16CodeUnits',
        invocations: [invocationOf(report)],
        results: cases.flatMap((verdict) =>
          groupByKind(verdict.findings).flatMap((kind) => resultOf(verdict, kind, ids, gate !== undefined)),
        ),
        properties: { target, outcome: report.summary.outcome, cases: report.summary.cases },
      },
    ],
  }
}

function descriptorOf(id: string, rule: Rule | undefined): object {
  if (!rule) return { id }
  const { says, why, mend, level, source, basis } = rule
  const url = /https?:\/\/[^\s)>\]"'`]*[^\s)>\]"'`.,;:]/.exec(source)?.[0]
  return {
    id,
    shortDescription: { text: says },
    fullDescription: { text: `${says} ${why}` },
    help: { text: `${mend}\n\nWhy it matters: ${why}\n\nSource (${basis}): ${source}` },
    ...(url === undefined ? {} : { helpUri: url }),
    defaultConfiguration: { level: LEVEL[level] },
    properties: { level, tags: [id.split('/')[0]] },
  }
}

/** What happened to the run itself: a case that could not be tested is no result. */
function invocationOf({ startedAt, durationMs, summary, cases }: Report): object {
  const errors = cases.filter(({ outcome }) => outcome === 'error')
  return {
    executionSuccessful: summary.outcome !== 'not-tested' && !summary.interrupted,
    startTimeUtc: startedAt,
    endTimeUtc: new Date(Date.parse(startedAt) + durationMs).toISOString(),
    ...(errors.length
      ? {
          toolExecutionNotifications: errors.map(({ id, reason = 'could not be tested' }) => ({
            level: 'error',
            message: { text: plain(`${toShortLine(id)}: ${toShortLine(reason)}`) },
          })),
        }
      : {}),
  }
}

/** One result for findings of a kind. */
function resultOf(verdict: Verdict, kind: readonly Noted[], ids: readonly string[], gated: boolean): object[] {
  const [first] = kind
  if (!first) return []
  const { rule, level, tolerated, known } = first
  const reason = tolerated ?? known
  const state = known === undefined ? (isCounted(first) ? 'new' : undefined) : 'unchanged'
  const more = kind.length > 1 ? ` (and ${count(kind.length - 1, 'place')} like it)` : ''
  return [
    {
      ruleId: rule,
      ruleIndex: ids.indexOf(rule),
      level: LEVEL[level],
      message: { text: plain(`${toShortLine(verdict.id)}: ${formatWhat(first)}${more}`) },
      locations: [locationOf(verdict, first)],
      occurrenceCount: kind.length,
      // Numbers are left out: in the next run the same defect may show one chunk later.
      partialFingerprints: { 'chatConformance/v1': toShortLine(`${verdict.id} ${rule} ${toKindKey(first)}`) },
      ...(reason === undefined
        ? {}
        : { suppressions: [{ kind: 'external', status: 'accepted', justification: reason }] }),
      ...(gated && state !== undefined ? { baselineState: state } : {}),
    },
  ]
}

function locationOf(verdict: Verdict, finding: Noted): object {
  const place = placeOf(verdict, finding)
  return {
    ...(place
      ? {
          physicalLocation: {
            artifactLocation: { uri: uriOf(place.file) },
            region: {
              startLine: place.line,
              ...(place.column === undefined ? {} : { startColumn: place.column }),
            },
          },
        }
      : {}),
    logicalLocations: [
      { fullyQualifiedName: verdict.id, kind: 'member' },
      ...(finding.at ? [{ fullyQualifiedName: finding.at, kind: 'object' }] : []),
    ],
  }
}

/** SARIF reads `[text](address)` as a link, also in plain text. */
function plain(text: string): string {
  return text.replaceAll('](', '\\](')
}

/** A relative path stays one, so that it is found below the root of a repository. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/')
  if (path.startsWith('/')) return `file://${path}`
  const drive = /^([A-Za-z])%3A\//.exec(path)
  return drive ? `file:///${drive[1]}:/${path.slice(drive[0].length)}` : path
}
