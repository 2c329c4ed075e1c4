/** The comparison for documents and pull requests: who supports what, where the targets differ, and how sure that is. */

import type { Comparison, ComparisonFormat, Distribution, Kept, Totals, Verdict } from '../../src/model/index.ts'
import { formatExtent } from '../../text/defects.ts'
import { isFresh } from '../../text/findings.ts'
import { toShortLine } from '../../text/format-finding.ts'
import { count } from '../../text/number.ts'
import { OUTCOME_OF, OUTCOMES, SIGN, summarizeTotals } from '../../text/outcomes.ts'
import { cellCode, prose, table } from '../_markdown.ts'

const markdown: ComparisonFormat = (comparison) =>
  [
    '# Comparison\n',
    notesOf(comparison),
    targetsOf(comparison),
    defectsOf(comparison),
    capabilitiesOf(comparison),
    rulesOf(comparison),
    parametersOf(comparison),
    casesOf(comparison),
    timingsOf(comparison),
    sourcesOf(comparison),
  ]
    .filter(Boolean)
    .join('\n')

export default markdown

function notesOf({ differences, notes }: Comparison): string {
  const lines = [
    ...differences.map((text) => `**Not the same suite:** ${prose(text)}`),
    ...notes.map((text) => `Note: ${prose(text)}`),
  ]
  return lines.map((line) => `- ${line}\n`).join('')
}

function targetsOf({ targets }: Comparison): string {
  const rows = targets.map(({ name, target, summary }) => [
    cellCode(name),
    `${SIGN[OUTCOME_OF[summary.outcome]]} ${summary.outcome}`,
    keptOf(summary.rules?.must),
    keptOf(summary.rules?.should),
    ...OUTCOMES.map((outcome) => summary.cases[outcome]),
    cellCode(target.model),
    cellCode(target.profile),
  ])
  return table(['Target', 'Verdict', 'MUST rules kept', 'SHOULD rules kept', ...OUTCOMES, 'Model', 'Profile'], rows)
}

function keptOf(kept: Kept | undefined): string {
  return kept ? `${kept.kept} of ${kept.of}` : '·'
}

function defectsOf({ targets, defects }: Comparison): string {
  if (!defects.length) return '## Defects\n\nNo target has any.\n'
  const rows = defects.map(({ name, level, cells }) => [
    cellCode(name),
    level,
    ...cells.map((defect) => (defect ? `${defect.level === 'MUST' ? '✗' : '▲'} ${formatExtent(defect.extent)}` : '✓')),
  ])
  const title = '## Defects\n\nHow many of the replies that the rule applies to show it.\n\n'
  return title + table(['Defect', 'Level', ...namesOf(targets)], rows)
}

function capabilitiesOf({ targets, capabilities }: Comparison): string {
  if (!capabilities.length) return ''
  const rows = capabilities.map(({ name, cells, statuses }) => [
    cellCode(name),
    ...cells.map((totals, i) => statuses[i] ?? standing(totals)),
  ])
  return `## Capabilities\n\n${table(['', ...namesOf(targets)], rows)}`
}

/** `✓ 12/12`: the worst outcome of the cases, and how many of them passed. */
function standing(totals: Totals): string {
  const found = summarizeTotals(totals)
  return found ? `${SIGN[found.worst]} ${found.passed}/${found.all}` : '·'
}

function rulesOf({ targets, rules }: Comparison): string {
  const broken = rules.filter(({ cells }) => cells.some(({ cases }) => cases))
  if (!broken.length) return '## Rules\n\nNo rule is broken by any target.\n'
  const rows = broken.map(({ name, level, cells }) => [
    cellCode(name),
    level,
    ...cells.map(({ cases, tolerated }) =>
      cases ? `✗ ${count(cases, 'case')}` : tolerated ? `(${count(tolerated, 'case')})` : '✓',
    ),
  ])
  const title = '## Rules that do not hold\n\nIn brackets what the profile of the target tolerates.\n\n'
  return title + table(['Rule', 'Level', ...namesOf(targets)], rows)
}

function parametersOf({ targets, parameters }: Comparison): string {
  if (!parameters.length) return ''
  const rows = parameters.map(({ name, cells }) => [cellCode(name), ...cells.map((verdict) => verdict ?? '·')])
  return `## Request parameters\n\n${table(['Parameter', ...namesOf(targets)], rows)}`
}

function casesOf({ targets, cases }: Comparison): string {
  const differing = cases.filter(({ differs }) => differs)
  if (!differing.length) return '## Cases\n\nEvery case has the same outcome for all targets.\n'
  const rows = differing.map(({ name, cells }) => [cellCode(name), ...cells.map(verdictTold)])
  const title = `## Cases that differ\n\n${differing.length} of ${count(cases.length, 'case')}.\n\n`
  return title + table(['Case', ...namesOf(targets)], rows)
}

function verdictTold({ outcome, findings, reason, repeats }: Verdict): string {
  const rules = [
    ...new Set(
      findings
        .filter(isFresh)
        .filter(({ level }) => level !== 'MAY')
        .map(({ rule }) => rule),
    ),
  ]
  const why = rules.length ? rules.join(', ') : (reason ?? '')
  const rate = repeats ? ` ${repeats.passed} of ${repeats.of}` : ''
  return `${SIGN[outcome]} ${outcome}${rate}${why && outcome !== 'pass' ? ` ${cellCode(toShortLine(why).slice(0, LONGEST))}` : ''}`
}

/** A cell has no room for more. */
const LONGEST = 160

const TIMINGS = [
  ['firstChunk', 'First chunk'],
  ['betweenChunks', 'Between chunks'],
  ['total', 'Whole reply'],
  ['tokensPerSecond', 'Tokens per second'],
] as const

function timingsOf({ targets }: Comparison): string {
  const rows = TIMINGS.flatMap(([key, title]) =>
    targets.map(({ name, timings }) => [title, cellCode(name), ...numbers(timings[key])]),
  )
  const heads = ['Milliseconds', 'Target', 'n', 'p50', 'p95', 'least', 'most']
  return `## Timings\n\nIndicative only: machines, networks and load differ. Requests that every target answered.\n\n${table(heads, rows)}`
}

function numbers({ n, box, p95 }: Distribution): (string | number)[] {
  return [n, ...[box?.[2], p95, box?.[0], box?.[4]].map((value) => value ?? '·')]
}

function sourcesOf({ targets }: Comparison): string {
  const rows = targets.map(({ name, file, sha256, tool, startedAt, target }) => [
    cellCode(name),
    cellCode(target.baseUrl),
    startedAt,
    tool.version,
    cellCode(file),
    cellCode(sha256.slice(0, 16)),
  ])
  return `## Reports\n\n${table(['Target', 'Base URL', 'Run', 'Version', 'File', 'SHA-256'], rows)}`
}

function namesOf(targets: Comparison['targets']): readonly string[] {
  return targets.map(({ name }) => cellCode(name))
}
