/** The report for pull requests and step summaries: the verdict, each defect with its fix, and what the run adds up to. */

import type { Defect, Report, ReporterContext, ReporterFactory, Verdict } from '../src/model/index.ts'
import { formatExtent, isKnown } from '../text/defects.ts'
import { groupByRule } from '../text/findings.ts'
import { formatCurl, formatWhat, toShortLine } from '../text/format-finding.ts'
import { groupsBy, groupsOf } from '../text/groups.ts'
import { count, formatDuration } from '../text/number.ts'
import { OUTCOMES, worstOf } from '../text/outcomes.ts'
import { sentenceOf } from '../text/verdict.ts'
import { formatAlsoSeen, formatExcerpt, formatKnown, listShown, placeInRepository } from './_defects.ts'
import { cellCode, code, codeBlock, details, prose, table } from './_markdown.ts'
import { trafficInMarkdown } from './_traffic.ts'

const markdown: ReporterFactory = (context) => (event) => {
  if (event.type !== 'end') return ''
  const { report } = event
  const known = formatKnown(report, code)
  return fitted([
    headOf(report),
    gateOf(report),
    ...report.defects.filter((defect) => !isKnown(defect)).map((defect) => defectOf(context, defect, report)),
    known && `${known}\n`,
    ...trafficInMarkdown(context, report),
    tablesOf(report),
    toleratedOf(report),
    undecidedOf(report),
  ])
}

export default markdown

/** GitHub takes so many characters in a comment; a step summary holds 1 MiB, which is more. */
const LIMIT = 65_536
const LEFT_OUT =
  '_More is left out: a comment holds 65,536 characters. `--reporter json=report.json` keeps everything._\n'

/** As many parts as there is room for. */
function fitted(parts: readonly string[]): string {
  let text = ''
  for (const part of parts.filter(Boolean)) {
    const more = text ? `\n${part}` : part
    if (text.length + more.length + LEFT_OUT.length >= LIMIT) return `${text}\n${LEFT_OUT}`
    text += more
  }
  return text
}

const SIGN = {
  pass: '✅',
  warn: '⚠️',
  fail: '❌',
  error: '❔',
  inconclusive: '❔',
  unsupported: '➖',
  skip: '➖',
} as const

function headOf(report: Report): string {
  const { target, cases, durationMs } = report
  const [outcome, sentence] = sentenceOf(report)
  const facts = [
    ...(target.name === undefined ? [] : [code(toShortLine(target.name))]),
    code(toShortLine(target.baseUrl)),
    `model ${code(toShortLine(target.model))}`,
    `profile ${code(toShortLine(target.profile))}`,
    `${count(cases.length, 'case')} in ${formatDuration(durationMs)}`,
  ]
  return `## ${SIGN[outcome]} ${sentence}\n\n${facts.join(' · ')}\n`
}

function gateOf({ gate }: Report): string {
  if (!gate) return ''
  const { baseline, passed, known, fresh, stale, expired, fewer, inconclusive } = gate
  const facts = [
    `${count(known, 'known defect')}`,
    `${fresh} new`,
    ...(stale.length ? [`${count(stale.length, 'entry that no longer occurs', 'entries that no longer occur')}`] : []),
    ...(expired.length ? [`${count(expired.length, 'entry that expired', 'entries that expired')}`] : []),
    ...(fewer ? [`${fewer.now} cases in place of ${fewer.before}`] : []),
    ...(inconclusive ? [`${inconclusive.found} inconclusive, and ${inconclusive.most} are accepted`] : []),
  ]
  const name = baseline === undefined ? 'The gate' : `Baseline ${code(toShortLine(baseline))}`
  return `**${name} ${passed ? 'holds' : 'does not hold'}:** ${facts.join(', ')}\n`
}

/** More rows than this are for a file. */
const MOST_ROWS = 60

function tablesOf({ cases }: Report): string {
  if (!cases.length) return ''
  const capabilities = [...groupsBy(cases, ({ needs }) => needs)].sort(([a], [b]) => (a < b ? -1 : 1))
  const suites = groupsOf(cases, ({ suite }) => suite)
  const tables = [
    totalsTable('Suite', suites),
    ...(capabilities.length ? [totalsTable('Capability', capabilities)] : []),
  ]
  return details(capabilities.length ? 'Suites and capabilities' : 'Suites', tables.join('\n'))
}

function totalsTable(title: string, groups: readonly (readonly [string, readonly Verdict[]])[]): string {
  const all = groups.flatMap(([, cases]) => cases)
  const shown = OUTCOMES.filter((outcome) => all.some((verdict) => verdict.outcome === outcome))
  const rows = groups.slice(0, MOST_ROWS).map(([name, cases]) => {
    const numbers = shown.map((outcome) => cases.filter((verdict) => verdict.outcome === outcome).length || '')
    return [
      `${SIGN[worstOf(cases.map(({ outcome }) => outcome))]} ${cellCode(toShortLine(name))}`,
      cases.length,
      ...numbers,
    ]
  })
  const more = groups.length - rows.length
  return table([title, 'cases', ...shown], rows) + (more > 0 ? `\nand ${more} more\n` : '')
}

function defectOf({ rules }: ReporterContext, defect: Defect, report: Report): string {
  const { id, rule: ruleId, level, extent, example } = defect
  const rule = rules.get(ruleId)
  const [shown] = listShown(defect, report)
  const { file, line } = (shown && placeInRepository(shown.verdict, shown.finding)) ?? {}
  const turn = example.turn ? `, turn ${(example.retryOf ?? example.turn) + 1}` : ''
  const at = example.at ? `, at ${code(toShortLine(example.at))}` : ''
  const where = file === undefined ? '' : ` (${code(`${toShortLine(file)}:${line}`)})`
  const excerpt = formatExcerpt(example)
  const curl = example.curl === undefined ? '' : formatCurl(example)
  return [
    `### ${level} ${code(toShortLine(id))}\n`,
    rule ? `${prose(rule.says)}\n` : '',
    `**${formatExtent(extent)}**, for example ${code(toShortLine(example.case))}${where}${turn}${at}:\n${code(formatWhat(example))}\n`,
    excerpt ? codeBlock('', excerpt) : '',
    rule ? `Right:\n\n${codeBlock('', rule.right.trimEnd())}` : '',
    rule ? `How to fix it: ${prose(rule.mend)}\n` : '',
    defect.explains.length ? `${formatAlsoSeen(defect, code)}\n` : '',
    curl ? details('Send the request again', codeBlock('sh', curl)) : '',
  ]
    .filter(Boolean)
    .join('\n')
}

/** Findings that the profile tolerates: the rules with their reasons. */
function toleratedOf(report: Report): string {
  const broken = groupByRule(report, ({ tolerated }) => tolerated !== undefined)
  if (!broken.length) return ''
  const n = broken.reduce((sum, { places }) => sum + places.length, 0)
  const lines = broken.slice(0, MOST_ROWS).map(({ rule, level, places }) => {
    const reason = places.map(({ finding }) => finding.tolerated ?? '')[0] ?? ''
    return `- ${level} ${code(toShortLine(rule))}, ${count(places.length, 'place')}: ${code(toShortLine(reason))}\n`
  })
  return details(`${count(n, 'finding')} tolerated by the profile`, lines.join(''))
}

/** Reasons and cases that are named for an outcome. */
const MOST_REASONS = 10
const MOST_NAMED = 5

const UNDECIDED = ['error', 'inconclusive', 'unsupported', 'skip'] as const

function undecidedOf({ cases }: Report): string {
  const lines = UNDECIDED.flatMap((outcome) => {
    const own = cases.filter((verdict) => verdict.outcome === outcome)
    const reasons = [...groupsOf(own, ({ reason = 'no reason given' }) => reason)].sort(
      ([, a], [, b]) => b.length - a.length,
    )
    const more = reasons.length - MOST_REASONS
    return [
      ...reasons
        .slice(0, MOST_REASONS)
        .map(([reason, same]) => `- ${outcome}: ${code(toShortLine(reason))} ${named(same)}\n`),
      ...(more > 0 ? [`- ${outcome}: ${count(more, 'other reason')}\n`] : []),
    ]
  })
  const n = cases.filter(({ outcome }) => UNDECIDED.some((one) => one === outcome)).length
  return lines.length ? details(`${count(n, 'case')} without a verdict`, lines.join('')) : ''
}

function named(cases: readonly Verdict[]): string {
  const more = cases.length - MOST_NAMED
  const ids = cases.slice(0, MOST_NAMED).map(({ id }) => code(toShortLine(id)))
  return `(${ids.join(', ')}${more > 0 ? ` and ${more} more` : ''})`
}
