/** The difference of two reports at a terminal. */

import type { Change, DefectChange, Difference, DifferenceFormat, Outcome } from '../../src/model/index.ts'
import { formatReach, listOtherChanges } from '../../text/difference.ts'
import { toShortLine } from '../../text/format-finding.ts'
import { count } from '../../text/number.ts'
import { SIGN } from '../../text/outcomes.ts'
import { printable } from '../../text/printable.ts'
import { heading, inOutcome, openPage, type Page, prose } from '../_page.ts'

const console: DifferenceFormat = (difference, context) => {
  const page = openPage({ ...context, rules: new Map() })
  const { defects, otherwise, added, gone, notes, before, after } = difference
  const { broken, fixed } = listOtherChanges(difference)
  return [
    heading(page, 'From', `${printable(before.file)} to ${printable(after.file)}`),
    ...notes.map((text) => prose(page, 4, printable(text), '  ▲ ')),
    defectsOf(page, 'New defects', 'fail', defects.new),
    defectsOf(page, 'Fixed', 'pass', defects.fixed),
    defectsOf(page, 'Still there', 'warn', defects.remaining),
    rulesOf(page, 'Newly failing in some cases', 'fail', broken),
    rulesOf(page, 'Fixed in some cases', 'pass', fixed),
    otherwise.length ? heading(page, 'Other outcomes') : '',
    ...otherwise.map(({ cases, before: was, after: is, reason }) =>
      line(page, is, `${was} → ${is} in ${listed(cases)}${reason === undefined ? '' : `: ${toShortLine(reason)}`}`),
    ),
    idsOf(page, 'New', added),
    idsOf(page, 'Gone', gone),
    sentenceOf(page, difference),
  ].join('')
}

export default console

function line(page: Page, outcome: Outcome, text: string): string {
  return prose(page, 4, text.trimEnd(), `  ${inOutcome(page, outcome, SIGN[outcome])} `)
}

/** Most cases that are named of a rule, or of those that came and went. */
const NAMED = 6

function listed(ids: readonly string[]): string {
  const more = ids.length - NAMED
  return `${ids.slice(0, NAMED).map(printable).join(', ')}${more > 0 ? ` and ${count(more, 'other case')}` : ''}`
}

function defectsOf(page: Page, title: string, outcome: Outcome, changes: readonly DefectChange[]): string {
  const lines = changes.map((change) =>
    line(
      page,
      outcome,
      `${change.level} ${printable(change.name)}: ${formatReach(change)}, as in ${printable(change.case)}`,
    ),
  )
  return lines.length ? heading(page, title, count(changes.length, 'defect')) + lines.join('') : ''
}

function rulesOf(page: Page, title: string, outcome: Outcome, changes: readonly Change[]): string {
  if (!changes.length) return ''
  const lines = changes.map(({ rule, level, cases }) =>
    line(page, outcome, `${level} ${printable(rule)} in ${listed(cases)}`),
  )
  return heading(page, title, count(changes.length, 'rule')) + lines.join('')
}

function idsOf(page: Page, title: string, ids: readonly string[]): string {
  return ids.length ? heading(page, `${title}: ${count(ids.length, 'case')}`) + prose(page, 2, listed(ids), '  ') : ''
}

function sentenceOf(page: Page, { broken, defects }: Difference): string {
  const fixed = `${count(defects.fixed.length, 'defect is', 'defects are')} fixed, ${defects.remaining.length} still there`
  const outcome = broken.length ? 'fail' : 'pass'
  // A defect that reaches further is not new, but it fails cases that passed.
  const worse = defects.new.length ? count(defects.new.length, 'new defect') : 'No new defect, but cases newly fail'
  const sentence = `${broken.length ? worse : 'Nothing fails that held before'}; ${fixed}.`
  return `\n${page.paint.bold(inOutcome(page, outcome, `${SIGN[outcome]} ${sentence}`))}\n`
}
