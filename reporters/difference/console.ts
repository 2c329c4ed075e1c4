/** The difference of two reports at a terminal. */

import type { Change, Difference, DifferenceFormat, Outcome } from '../../src/model/index.ts'
import { toShortLine } from '../../text/format-finding.ts'
import { count } from '../../text/number.ts'
import { SIGN } from '../../text/outcomes.ts'
import { printable } from '../../text/printable.ts'
import { heading, inOutcome, openPage, type Page, prose } from '../_page.ts'

const console: DifferenceFormat = (difference, context) => {
  const page = openPage({ ...context, rules: new Map() })
  const { broken, fixed, otherwise, added, gone, notes, before, after } = difference
  return [
    heading(page, 'From', `${printable(before.file)} to ${printable(after.file)}`),
    ...notes.map((text) => prose(page, 4, printable(text), '  ▲ ')),
    rulesOf(page, 'Newly failing', 'fail', broken),
    rulesOf(page, 'Fixed', 'pass', fixed),
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

function sentenceOf(page: Page, { broken, fixed }: Difference): string {
  const outcome = broken.length ? 'fail' : 'pass'
  const sentence = broken.length
    ? `${count(broken.length, 'rule fails', 'rules fail')} that held before; ${count(fixed.length, 'rule is', 'rules are')} fixed.`
    : `Nothing fails that held before; ${count(fixed.length, 'rule is', 'rules are')} fixed.`
  return `\n${page.paint.bold(inOutcome(page, outcome, `${SIGN[outcome]} ${sentence}`))}\n`
}
