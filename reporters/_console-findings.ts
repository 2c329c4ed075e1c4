/** Findings rule by rule, with `--verbose`: where, what was there, what is right, and how to see it again. */

import type { Report } from '../src/model/index.ts'
import { shorten } from '../text/columns.ts'
import { type Broken, groupByRule, isCounted, type Place, toKindKey } from '../text/findings.ts'
import { groupsOf } from '../text/groups.ts'
import { count } from '../text/number.ts'
import { printable } from '../text/printable.ts'
import { turnLabel } from '../text/turns.ts'
import { formatValue } from '../text/value.ts'
import { heading, inLevel, type Page, prose } from './_page.ts'

/** A longer command line helps nobody at a terminal. */
const LONGEST_CURL = 8_000

/** What does not count and, with `verbose`, every place of what does; without it only how much there is. */
export function findingsOf(page: Page, report: Report): string {
  const tolerated = groupByRule(report, (finding) => finding.tolerated !== undefined)
  const informative = groupByRule(
    report,
    (finding) => finding.level === 'MAY' && finding.tolerated === undefined && finding.known === undefined,
  )
  const profile = `Tolerated by the profile ${printable(report.target.profile)}`
  if (!page.context.verbose) {
    const { extensions } = report
    const parts = [
      ...(tolerated.length ? [`${profile}: ${sizeOf(tolerated)}`] : []),
      ...(informative.length ? [`Informative: ${sizeOf(informative)}`] : []),
      ...(extensions.length ? [`Beyond the contract: ${count(extensions.length, 'field')}`] : []),
    ]
    return parts.length ? page.paint.dim(prose(page, 0, `${parts.join(' · ')} (--verbose)`)) : ''
  }
  return [
    section(page, 'All findings', groupByRule(report, isCounted)),
    section(page, profile, tolerated),
    section(page, 'Informative, never a failure', informative),
  ].join('')
}

function section(page: Page, title: string, broken: readonly Broken[]): string {
  if (!broken.length) return ''
  const note = count(broken.length, 'rule does not hold', 'rules do not hold')
  return heading(page, title, note) + broken.map((rule) => ruleOf(page, rule)).join('')
}

/** `3 findings of 2 rules`. */
function sizeOf(broken: readonly Broken[]): string {
  const places = broken.reduce((sum, rule) => sum + rule.places.length, 0)
  return `${count(places, 'finding')} of ${count(broken.length, 'rule')}`
}

function ruleOf(page: Page, broken: Broken): string {
  const { paint, context } = page
  const { level, rule: id, places } = broken
  const rule = context.rules.get(id)
  const name = printable(id)
  const where = `${count(places.length, 'place')} in ${count(broken.cases, 'case')}`
  const kinds = kindsOf(places)
  return [
    '\n',
    `${inLevel(page, level, paint.bold(level))} ${paint.bold(name)}  ${paint.dim(where)}\n`,
    rule ? prose(page, 2, rule.says) : '',
    ...kinds.map((kind) => kindOf(page, kind)),
    '\n',
    rule ? labelled(page, 'right', rule.right.trimEnd().split('\n').map(printable)) : '',
    rule ? prose(page, LABEL + 3, rule.mend, label(page, 'fix')) : '',
    repeat(page, kinds[0]?.[0]),
  ].join('')
}

/**
 * Places that differ in nothing but numbers are one kind: one defect shows in every chunk of every case. The place in the
 * shortest conversation stands first, for it is the easiest to follow.
 */
function kindsOf(places: readonly Place[]): readonly (readonly Place[])[] {
  const ordered = [...places].sort((a, b) => effort(a) - effort(b))
  return groupsOf(ordered, ({ finding }) => toKindKey(finding)).map(([, kind]) => kind)
}

/** How much there is to read: more turns weigh more than any one request. */
function effort({ verdict, finding }: Place): number {
  return verdict.turns.length * 1e7 + Buffer.byteLength(verdict.turns[finding.turn]?.curl ?? '')
}

function kindOf(page: Page, kind: readonly Place[]): string {
  const { paint, columns } = page
  const [{ verdict, finding } = missing()] = kind
  const turn = turnLabel(verdict, finding.turn)
  const at = finding.at ? ` at ${printable(finding.at)}` : ''
  const cases = new Set(kind.map((place) => place.verdict.id)).size
  const like =
    kind.length > 1 ? `and ${count(kind.length - 1, 'place')} like it${cases > 1 ? ` (${cases} cases)` : ''}` : ''
  return [
    `\n  ${paint.cyan(printable(verdict.id))}${turn && `, ${turn}`}${paint.dim(shorten(at, columns))}\n`,
    prose(page, 4, shorten(printable(finding.message), columns * 4)),
    'got' in finding && finding.got !== undefined
      ? `    ${paint.dim('got')} ${formatValue(finding.got, columns - 8)}\n`
      : '',
    finding.tolerated ? prose(page, 4, `tolerated: ${printable(finding.tolerated)}`) : '',
    like ? `    ${paint.dim(like)}\n` : '',
  ].join('')
}

function missing(): never {
  throw new Error('a kind of place is never empty')
}

const LABEL = 5

function label({ paint }: Page, text: string): string {
  return `  ${paint.dim(text.padEnd(LABEL))} `
}

function labelled(page: Page, text: string, lines: readonly string[]): string {
  return lines.map((line, i) => `${label(page, i ? '' : text)}${line}\n`).join('')
}

/** The command line that sends the request again: on one line and unbroken, so that it can be copied. */
function repeat(page: Page, place: Place | undefined): string {
  const line = place?.verdict.turns[place.finding.turn]?.curl
  if (!line) return ''
  if (line.length > LONGEST_CURL)
    return labelled(page, 'curl', [`is ${count(line.length, 'character')} long: --reporter json=report.json keeps it`])
  // A line break inside quotes is part of the body.
  return labelled(page, 'curl', [line.split('\n').map(printable).join('\n')])
}
