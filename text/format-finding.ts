/** Verdicts and findings in plain words, on lines that nothing can break out of: for reports that other programs show. */
import type { Noted, TurnReport, Verdict } from '../src/model/index.ts'
import { shorten } from './columns.ts'
import { count } from './number.ts'
import { printable } from './printable.ts'
import { turnLabel } from './turns.ts'
import { formatValue } from './value.ts'

/** Longer values and messages help nobody in a list. */
const LONGEST = 500
/** A longer command line is for a file: some bodies are megabytes. */
const LONGEST_CURL = 8_000

/** A finding on one line: `MUST stream/done-present at /events/3: message, got 12 (known: …)`. */
export function formatFinding(verdict: Verdict, finding: Noted): string {
  const { level, rule, tolerated, known } = finding
  const reason = tolerated === undefined ? known : tolerated
  const aside =
    reason === undefined ? '' : ` (${tolerated === undefined ? 'known' : 'tolerated'}: ${toShortLine(reason)})`
  return `${level} ${printable(rule)}${formatWhere(verdict, finding)}: ${formatWhat(finding)}${aside}`
}

/** ` in turn 2 at /choices/0`: the turn only where there are several. */
export function formatWhere(verdict: Verdict, { turn, at }: Noted): string {
  const label = turnLabel(verdict, turn)
  return `${label && ` in ${label}`}${at ? ` at ${toShortLine(at)}` : ''}`
}

/** `is wrong, got 12`. */
export function formatWhat({ message, got }: Pick<Noted, 'message' | 'got'>): string {
  return `${toShortLine(message)}${got === undefined ? '' : `, got ${formatValue(got, LONGEST)}`}`
}

/** The text on one short line. */
export function toShortLine(text: string): string {
  return shorten(printable(text), LONGEST)
}

/** Where a finding was found in a file, or where its case is written. */
export function placeOf(
  { source }: Verdict,
  { place }: Noted,
): { file: string; line: number; column?: number } | undefined {
  if (place) return place
  return source && { file: source.file, line: source.line }
}

/** `suites/streaming.yaml:12`. */
export function formatPlace(verdict: Verdict, finding: Noted): string {
  const place = placeOf(verdict, finding)
  return place ? `${printable(place.file)}:${place.line}` : printable(verdict.id)
}

/** The command line that sends the request of a turn again, safe for a terminal; or why it is not shown. */
export function formatCurl(turn: Partial<Pick<TurnReport, 'curl'>> | undefined): string {
  const line = turn?.curl ?? ''
  if (line.length > LONGEST_CURL)
    return `# ${count(line.length, 'character')} long: --reporter json=report.json keeps it`
  // A line break inside quotes is part of the body.
  return line.split('\n').map(printable).join('\n')
}
