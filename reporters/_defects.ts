/** What the reports for other programs share about defects: their places in files, and their sentences. */

import type { Defect, Example, Noted, Report, Rule, Verdict } from '../src/model/index.ts'
import { countDefects, describePlace, formatExtent, isKnown } from '../text/defects.ts'
import { fieldOf, type Place, placesOf } from '../text/findings.ts'
import { formatWhat, toShortLine } from '../text/format-finding.ts'
import { count } from '../text/number.ts'
import { printable } from '../text/printable.ts'

export interface FilePlace {
  readonly file: string
  readonly line: number
  readonly column?: number
}

/**
 * The place of a finding in a file that may be in the user's repository: in a checked file, or of a case of the user's own
 * suites. A suite of the package is in no repository, nor is a path that leads out of the working directory.
 */
export function placeInRepository({ source }: Verdict, { place }: Noted): FilePlace | undefined {
  const own = source && !source.builtIn ? { file: source.file, line: source.line } : undefined
  const found = place ?? own
  if (!found) return undefined
  const file = found.file.replaceAll('\\', '/').replace(/^(\.\/)+/, '')
  return /^(\/|[A-Za-z]:|\.\.(\/|$)|-$)/.test(file) ? undefined : { ...found, file }
}

/** The findings of a defect, one of each case: the example first. */
export function listShown({ id, rule, example }: Defect, { cases }: Report): readonly Place[] {
  const all = placesOf({ id, rule }, cases)
  const isExample = ({ verdict, finding }: Place): boolean =>
    verdict.id === example.case && finding.turn === example.turn && finding.at === example.at
  const ordered = [...all.filter(isExample), ...all.filter((place) => !isExample(place))]
  const seen = new Set<string>()
  return ordered.filter(({ verdict }) => !seen.has(verdict.id) && seen.add(verdict.id))
}

/** What a defect is known by from run to run, whatever was there: its rule, and the field of a rule about several. */
export function fingerprintOf({ id, rule }: Defect, { cases }: Report, rules: ReadonlyMap<string, Rule>): string {
  if (!rules.get(rule)?.perField) return toShortLine(rule)
  const [first = ''] = placesOf({ id, rule }, cases)
    .map(({ finding }) => fieldOf(finding.at))
    .sort()
  return toShortLine(`${rule} ${first}`)
}

/** `88 of 88 streams. For example streaming/short, at /events/3: the stream ends without [DONE]`. */
export function formatDefect({ extent, example }: Defect): string {
  return `${formatExtent(extent)}. For example ${describePlace(example)}: ${formatWhat(example)}`
}

/** What came, with an arrow at the line that the finding is about. */
export function formatExcerpt({ excerpt }: Example): string {
  return excerpt.map(({ text, marked }) => `${marked ? '→' : ' '} ${text}`).join('\n')
}

/** `Also seen, of the same cause: stream/finish-present (12)`; nothing if the defect explains nothing. */
export function formatAlsoSeen(
  { explains }: Pick<Defect, 'explains'>,
  shown: (text: string) => string = (text) => text,
): string {
  if (!explains.length) return ''
  const more = explains.length - MOST_NAMED
  const named = explains
    .toSorted((a, b) => b.findings - a.findings)
    .slice(0, MOST_NAMED)
    .map(({ rule, findings }) => `${shown(toShortLine(rule))} (${findings.toLocaleString('en')})`)
  return `Also seen, of the same cause: ${named.join(', ')}${more > 0 ? ` and ${count(more, 'other rule')}` : ''}`
}

/** Rules that are named in one sentence. */
const MOST_NAMED = 5

/** The known defects on one line: how many there are, and their rules with the reasons of the baseline. */
export function formatKnown({ defects }: Report, shown: (text: string) => string = (text) => text): string {
  const known = defects.filter(isKnown)
  if (!known.length) return ''
  const more = known.length - MOST_NAMED
  const named = known
    .slice(0, MOST_NAMED)
    .map(({ id, known: reason = '' }) => `${shown(printable(id))} (${shown(toShortLine(reason))})`)
  return `${countDefects(known, 'known defect')}: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
