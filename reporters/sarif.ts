/**
 * The report as SARIF 2.1.0, for code scanning: one result for each defect, with the places in the user's own files. What a
 * baseline knows is suppressed. What counts for nothing is only there with `--verbose`.
 */

import type { ConsoleContext, Defect, Level, Report, Reporter, ReporterContext, Rule } from '../src/model/index.ts'
import { isCounted, type Place } from '../text/findings.ts'
import { formatWhat, toShortLine } from '../text/format-finding.ts'
import { groupsOf } from '../text/groups.ts'
import { count } from '../text/number.ts'
import { fingerprintOf, formatAlsoSeen, formatDefect, listShown, placeInRepository } from './_defects.ts'
import { jsonText } from './_json.ts'

const sarif =
  (context: ConsoleContext): Reporter =>
  (event) =>
    event.type === 'end' ? jsonText(documentOf(context, event.report)) : ''

export default sarif

const LEVEL: Readonly<Record<Level, string>> = { MUST: 'error', SHOULD: 'warning', MAY: 'note' }

/** A viewer lists them all; more of them help nobody. */
const MOST_RELATED = 5

const FINGERPRINT = 'chatConformance/v2'

interface Result {
  readonly ruleId: string
  readonly [member: string]: unknown
}

function documentOf(context: ConsoleContext, report: Report): object {
  const { rules, verbose } = context
  const { tool, target, defects } = report
  const results = [...defects.map((defect) => resultOf(defect, report, context)), ...(verbose ? notesOf(report) : [])]
  const ids = [...new Set(results.map(({ ruleId }) => ruleId))].sort()
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
        results: results.map(({ ruleId, ...result }) => ({ ruleId, ruleIndex: ids.indexOf(ruleId), ...result })),
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

/** One result for a defect, with the places where it shows. */
function resultOf(defect: Defect, report: Report, { rules }: ReporterContext): Result {
  const { rule, level, extent, example, known } = defect
  const [example0, ...others] = listShown(defect, report)
  const lines = [formatDefect(defect), formatAlsoSeen(defect), `Fix: ${rules.get(rule)?.mend ?? 'see the rule'}`]
  return {
    ruleId: rule,
    level: LEVEL[level],
    message: { text: plain(lines.filter(Boolean).join('\n')) },
    locations: [
      example0 ? locationOf(example0) : { logicalLocations: [{ fullyQualifiedName: example.case, kind: 'member' }] },
    ],
    ...(others.length
      ? {
          relatedLocations: others.slice(0, MOST_RELATED).map((place, i) => ({
            id: i + 1,
            message: { text: plain(`${toShortLine(place.verdict.id)}: ${formatWhat(place.finding)}`) },
            ...locationOf(place),
          })),
        }
      : {}),
    occurrenceCount: extent.findings,
    partialFingerprints: { [FINGERPRINT]: fingerprintOf(defect, report, rules) },
    ...suppressedBy(known),
    ...(report.gate ? { baselineState: known === undefined ? 'new' : 'unchanged' } : {}),
  }
}

/** One result for what a rule found and does not count, or for what the profile tolerates for one reason. */
function noteOf([first, ...others]: readonly Place[]): Result[] {
  if (!first) return []
  const { rule, level, tolerated } = first.finding
  const more = others.length ? ` (and ${count(others.length, 'place')} like it)` : ''
  return [
    {
      ruleId: rule,
      level: LEVEL[level],
      message: { text: plain(`${toShortLine(first.verdict.id)}: ${formatWhat(first.finding)}${more}`) },
      locations: [locationOf(first)],
      occurrenceCount: others.length + 1,
      partialFingerprints: { [FINGERPRINT]: toShortLine(`${rule}${tolerated === undefined ? '' : ' tolerated'}`) },
      ...suppressedBy(tolerated),
    },
  ]
}

/** MAY findings and what the profile tolerates, which count for nothing: by rule and reason. */
function notesOf({ cases }: Report): readonly Result[] {
  const places = cases.flatMap((verdict) =>
    verdict.findings.filter((finding) => !isCounted(finding)).map((finding): Place => ({ verdict, finding })),
  )
  const keyOf = ({ finding }: Place): string => [finding.rule, finding.level, finding.tolerated ?? ''].join('\n')
  return groupsOf(places, keyOf).flatMap(([, group]) => noteOf(group))
}

function suppressedBy(reason: string | undefined): object {
  return reason === undefined ? {} : { suppressions: [{ kind: 'external', status: 'accepted', justification: reason }] }
}

/** A case of ours is a name; what is in a repository is a place in a file. */
function locationOf({ verdict, finding }: Place): object {
  const place = placeInRepository(verdict, finding)
  return {
    ...(place
      ? {
          physicalLocation: {
            artifactLocation: { uri: place.file.split('/').map(encodeURIComponent).join('/') },
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
