/** The difference of two reports for release notes. */

import type { Change, DefectChange, Difference, DifferenceFormat, OutcomeChange } from '../../src/model/index.ts'
import { formatReach, listOtherChanges } from '../../text/difference.ts'
import { toShortLine } from '../../text/format-finding.ts'
import { count } from '../../text/number.ts'
import { code, prose } from '../_markdown.ts'

const markdown: DifferenceFormat = (difference) => {
  const { defects } = difference
  const { broken, fixed } = listOtherChanges(difference)
  return [
    `# Conformance: what changed\n\n${sidesOf(difference)}`,
    difference.notes.map((text) => `- Note: ${prose(text)}\n`).join(''),
    defectsOf('New defects', defects.new),
    defectsOf('Fixed', defects.fixed),
    defectsOf('Still there', defects.remaining),
    rulesOf('Newly failing in some cases', broken),
    rulesOf('Fixed in some cases', fixed),
    outcomesOf(difference.otherwise),
    idsOf('New cases', difference.added),
    idsOf('Cases that are gone', difference.gone),
    isEmpty(difference) ? 'Nothing changed.\n' : '',
  ]
    .filter(Boolean)
    .join('\n')
}

export default markdown

function sidesOf({ before, after }: Difference): string {
  return [before, after]
    .map(({ file, startedAt, summary }) => {
      const { fail, warn, pass } = summary.cases
      return `- ${code(file)} of ${startedAt.slice(0, 10)}: ${summary.outcome}, ${pass} pass, ${warn} warn, ${fail} fail\n`
    })
    .join('')
}

function defectsOf(title: string, changes: readonly DefectChange[]): string {
  if (!changes.length) return ''
  const lines = changes.map(
    (change) => `- ${change.level} ${code(change.name)}: ${formatReach(change)}, as in ${code(change.case)}\n`,
  )
  return `## ${title}\n\n${lines.join('')}`
}

/** Most cases that are named of a rule. */
const NAMED = 6

function rulesOf(title: string, changes: readonly Change[]): string {
  if (!changes.length) return ''
  const lines = changes.map(({ rule, level, cases }) => `- ${level} ${code(rule)} in ${listed(cases)}\n`)
  return `## ${title}\n\n${lines.join('')}`
}

function listed(ids: readonly string[]): string {
  const more = ids.length - NAMED
  return `${ids.slice(0, NAMED).map(code).join(', ')}${more > 0 ? ` and ${count(more, 'other case')}` : ''}`
}

function outcomesOf(changes: readonly OutcomeChange[]): string {
  if (!changes.length) return ''
  const lines = changes.map(
    ({ cases, before, after, reason }) =>
      `- ${before} → ${after} in ${listed(cases)}${reason === undefined ? '' : `: ${code(toShortLine(reason))}`}\n`,
  )
  return `## Other outcomes\n\n${lines.join('')}`
}

function idsOf(title: string, ids: readonly string[]): string {
  return ids.length ? `## ${title}\n\n${listed(ids)}\n` : ''
}

function isEmpty({ broken, fixed, otherwise, added, gone }: Difference): boolean {
  return ![broken, fixed, otherwise, added, gone].some((part) => part.length)
}
