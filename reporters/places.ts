/** The report in the manner of compilers: a line for each place in a file, which editors can jump to. */

import type { ConsoleContext, Noted, Report, Reporter, RunEvent, Verdict } from '../src/model/index.ts'
import { groupByKind, isCounted } from '../text/findings.ts'
import { count } from '../text/number.ts'
import { printable } from '../text/printable.ts'
import { formatValue } from '../text/value.ts'
import { inLevel, openPage, type Page, prose } from './_page.ts'
import { trafficOf } from './_traffic.ts'

const places = (context: ConsoleContext): Reporter => {
  const page = openPage(context)
  return (event: RunEvent): string => {
    if (event.type === 'case') return verdictOf(page, event.verdict)
    return event.type === 'end' ? summaryOf(page, event.report) + trafficOf(page, event.report) : ''
  }
}

export default places

/** Places of one kind that are shown: one defect runs through every chunk of a stream. */
const MOST_ALIKE = 3

function verdictOf(page: Page, { id, outcome, reason, findings }: Verdict): string {
  const { paint, context } = page
  const shown = findings.filter((finding) => context.verbose || isCounted(finding))
  const lines = groupByKind(shown).map((group) => {
    const first = group.slice(0, context.verbose ? group.length : MOST_ALIKE)
    const more = group.length - first.length
    const rest = more ? paint.dim(`    and ${more} more like it\n`) : ''
    return first.map((finding) => findingLine(page, id, finding)).join('') + rest
  })
  const fixes = [...new Set(shown.map(({ rule }) => rule))].flatMap((rule) => context.rules.get(rule)?.mend ?? [])
  lines.push(...fixes.map((fix) => prose(page, 9, fix, `    ${paint.dim('fix')}  `)))
  if (outcome === 'error')
    lines.push(`${paint.bold(`${printable(id)}:`)} ${paint.magenta('error')} ${printable(reason ?? '')}\n`)
  return lines.join('')
}

function findingLine(page: Page, id: string, finding: Noted): string {
  const { paint, columns } = page
  const { place, level, rule, at, message, tolerated } = finding
  const where = place ? `${place.file}:${place.line}:${place.column}` : id
  const got =
    finding.got === undefined ? '' : paint.dim(`, got ${formatValue(finding.got, Math.max(40, columns - 40))}`)
  const why = tolerated === undefined ? '' : paint.dim(` (tolerated: ${printable(tolerated)})`)
  const what = `${paint.cyan(printable(at))} ${printable(message)}`
  return `${paint.bold(`${printable(where)}:`)} ${inLevel(page, level, level)} ${printable(rule)}: ${what}${got}${why}\n`
}

function summaryOf({ paint }: Page, { summary, target }: Report): string {
  const { pass, warn, fail, error } = summary.cases
  const judged = pass + warn + fail
  const parts = [
    pass ? paint.green(`${pass.toLocaleString('en')} pass`) : '',
    warn ? paint.yellow(`${warn.toLocaleString('en')} warn`) : '',
    fail ? paint.red(`${fail.toLocaleString('en')} fail`) : '',
    error ? paint.magenta(`${count(error, 'place')} could not be read`) : '',
  ].filter(Boolean)
  const tolerated = summary.tolerated
    ? paint.dim(`; ${count(summary.tolerated, 'finding')} tolerated by the profile ${printable(target.profile)}`)
    : ''
  return `${paint.bold(`${judged.toLocaleString('en')} judged`)}: ${parts.join(', ') || 'nothing'}${tolerated}\n`
}
