/** What has to be fixed: each defect with what came, what is right and how to fix it. */

import type { Defect, Finding, Report, Rule } from '../src/model/index.ts'
import { columnsOf, pad, shorten } from '../text/columns.ts'
import { countDefects, describePlace, formatExplained, formatExtent, isKnown } from '../text/defects.ts'
import { count } from '../text/number.ts'
import { printable } from '../text/printable.ts'
import { heading, inLevel, type Page, prose } from './_page.ts'

/** So many defects are shown in full without `--verbose`, and the others in two lines. */
const IN_FULL = 5
/** Most lines of what is right. */
const MOST_RIGHT = 3
/** A longer command line fills the screen. */
const LONGEST_CURL = 480

/** The defects that no baseline knows, in full, and those that it knows on one line. */
export function defectsOf(page: Page, { defects }: Report): string {
  const fresh = defects.filter((defect) => !isKnown(defect))
  const most = page.context.verbose ? fresh.length : IN_FULL
  const others = fresh.slice(most)
  return [
    ...fresh.slice(0, most).map((defect) => inFull(page, defect)),
    others.length
      ? heading(page, `And ${count(others.length, 'other defect')}`, '--verbose shows them in full') +
        others.map((defect) => inBrief(page, defect)).join('')
      : '',
    knownOf(page, defects.filter(isKnown)),
  ].join('')
}

function knownOf(page: Page, known: readonly Defect[]): string {
  if (!known.length) return ''
  const rules = known.map(({ rule }) => printable(rule)).join(', ')
  const line = `Known, by the baseline: ${countDefects(known)}: ${rules}`
  return page.paint.dim(`\n${page.context.verbose ? line : shorten(line, page.columns)}\n`)
}

function inFull(page: Page, defect: Defect): string {
  const { context } = page
  const { example, rule: id } = defect
  const rule = context.rules.get(id)
  return [
    '\n',
    titleOf(page, defect),
    prose(page, 2, shorten(formatWrong(example), page.columns * 4)),
    rule ? page.paint.dim(prose(page, 2, rule.says)) : '',
    ...excerptOf(page, defect),
    rule ? rightOf(page, rule) : '',
    rule ? prose(page, LABEL + 3, rule.mend, label(page, 'fix')) : '',
    prose(page, LABEL + 3, casesOf(page, defect), label(page, 'case')),
    curlOf(page, example.curl),
    explainedOf(page, defect),
  ].join('')
}

function inBrief(page: Page, defect: Defect): string {
  return `${titleOf(page, defect)}  ${shorten(formatWrong(defect.example), page.columns - 2)}\n`
}

/** What else it shows in: on one line without `--verbose`. */
function explainedOf(page: Page, defect: Defect): string {
  if (!defect.explains.length) return ''
  const line = `also seen: ${formatExplained(defect)}`
  return prose(page, 2, page.context.verbose ? line : shorten(line, page.columns - 2))
}

/** The level and the rule, with the extent at the end of the line. */
function titleOf(page: Page, defect: Defect): string {
  const { paint, columns } = page
  const id = printable(defect.id)
  const extent = formatExtent(defect.extent)
  const used = defect.level.length + 1 + columnsOf(id)
  const room = Math.min(columns, WIDEST_TITLE) - used - 2
  const beside = columnsOf(extent) <= room
  const title = `${inLevel(page, defect.level, paint.bold(defect.level))} ${paint.bold(id)}`
  return beside ? `${title}  ${paint.dim(pad(extent, room, 'right'))}\n` : `${title}\n  ${paint.dim(extent)}\n`
}

const WIDEST_TITLE = 110

/** `/usage/total_tokens is 14; expected 13`. Most messages leave out their subject, which is the place. */
export function formatWrong({ at, message }: Pick<Finding, 'at' | 'message'>): string {
  const text = printable(message)
  if (!at) return text
  return /^(is|are|has|have|does|do|cannot|begins|ends|contains|names|repeats|lists)\b/.test(text)
    ? `${printable(at)} ${text}`
    : `${printable(at)}: ${text}`
}

function excerptOf({ paint, columns }: Page, { example }: Defect): readonly string[] {
  // The status says little where the place is in the body.
  const lines = example.excerpt.filter(({ text, marked }) => marked || !/^HTTP 2\d\d$/.test(text))
  return lines.map(({ text, marked }) => {
    const line = shorten(printable(text), columns - 4)
    return marked ? `  ${paint.red('>')} ${paint.bold(line)}\n` : `    ${paint.dim(line)}\n`
  })
}

const LABEL = 5

function label({ paint }: Page, text: string): string {
  return `  ${paint.cyan(text.padEnd(LABEL))} `
}

function rightOf(page: Page, { right }: Rule): string {
  const all = right.split('\n').filter((line) => line.trim() !== '')
  const lines = page.context.verbose || all.length <= MOST_RIGHT ? all : [...all.slice(0, MOST_RIGHT - 1), '…']
  return lines
    .map((line, i) => `${label(page, i ? '' : 'right')}${shorten(printable(line), page.columns - LABEL - 3)}\n`)
    .join('')
}

/** The case of the example, and how many others show the defect. */
function casesOf({ context }: Page, { example, cases }: Defect): string {
  const others = cases.filter((id) => id !== example.case)
  const place = describePlace({ ...example, at: '' })
  if (context.verbose && others.length) return `${place}; also ${others.map(printable).join(', ')}`
  return `${place}${others.length ? ` and ${count(others.length, 'other')}` : ''}`
}

/** The command line that sends the request again: unbroken, so that it can be copied. */
function curlOf(page: Page, line: string | undefined): string {
  if (line === undefined || line.includes('\n') || (line.length > LONGEST_CURL && !page.context.verbose)) return ''
  return `${label(page, 'curl')}${printable(line)}\n`
}
