/** What the page of a comparison is given: all rows, and of the evidence as much as a page can hold. */

import type {
  CaseRow,
  CaseSource,
  Comparison,
  Noted,
  PieceReport,
  ReplyReport,
  Rule,
  TurnReport,
  Verdict,
} from '../src/model/index.ts'
import { isCounted } from '../text/findings.ts'
import { count } from '../text/number.ts'
import { type RulesData, rulesOf } from './_html-data.ts'

export interface ComparisonData extends Omit<Comparison, 'cases'> {
  readonly cases: readonly CaseRowData[]
  /** What the rules with findings require. */
  readonly texts: RulesData
}

export interface CaseRowData extends Pick<CaseRow, 'name' | 'title' | 'suite' | 'differs'> {
  readonly needs: Verdict['needs']
  /** The request parameters that the case decides about. */
  readonly parameters: readonly string[]
  readonly source?: CaseSource
  readonly cells: readonly CellData[]
}

/** What a case came to with a target; absent evidence is in the report only. */
export interface CellData extends Pick<Verdict, 'outcome' | 'reason' | 'repeats'> {
  readonly evidence?: Evidence
}

export interface Evidence extends Pick<Verdict, 'attempts' | 'parameters' | 'turns' | 'findings'> {
  /** What only the report has, in words. */
  readonly leftOut?: readonly string[]
}

/** Most of what one cell may bring along. */
interface Bounds {
  /** Characters of a reply. */
  readonly reply: number
  /** Characters of the body of a request: a longer one is left out. */
  readonly request: number
  readonly findings: number
  /** Characters of a message, of a reason, and of what was there. */
  readonly text: number
  /** Characters of a reply with which nothing is wrong. */
  readonly calm: number
}

/** The bounds, and those that follow where the page would be too large: ten targets that differ in every case. */
const BOUNDS: readonly [Bounds, ...Bounds[]] = [
  { reply: 16_000, calm: 16_000, request: 64_000, findings: 50, text: 2000 },
  { reply: 16_000, calm: 1000, request: 64_000, findings: 50, text: 2000 },
  { reply: 16_000, calm: 0, request: 64_000, findings: 50, text: 2000 },
  { reply: 4000, calm: 0, request: 16_000, findings: 25, text: 1000 },
  { reply: 1000, calm: 0, request: 4000, findings: 10, text: 500 },
  { reply: 0, calm: 0, request: 0, findings: 5, text: 200 },
]

/** Characters of data that a browser still opens in about a second. */
const MOST = 12_000_000

export function comparisonData(comparison: Comparison, rules: ReadonlyMap<string, Rule>, most = MOST): ComparisonData {
  const texts = rulesOf(
    comparison.cases.flatMap(({ cells }) => cells),
    rules,
  )
  const within = (bounds: Bounds): ComparisonData => ({
    ...comparison,
    cases: comparison.cases.map((row) => rowData(row, bounds)),
    texts,
  })
  const [first, ...narrower] = BOUNDS
  let data = within(first)
  for (const bounds of narrower) {
    if (JSON.stringify(data).length <= most) break
    data = within(bounds)
  }
  return data
}

/** What is the same in all cells is said once. */
function rowData({ name, title, suite, differs, cells }: CaseRow, bounds: Bounds): CaseRowData {
  const source = cells.find((cell) => cell.source)?.source
  return {
    name,
    title,
    suite,
    differs,
    needs: cells.find(Boolean)?.needs ?? [],
    parameters: [...new Set(cells.flatMap(({ parameters = {} }) => Object.keys(parameters)))],
    ...(source ? { source } : {}),
    cells: cells.map((cell) => cellData(cell, differs, bounds)),
  }
}

function cellData(verdict: Verdict, differs: boolean, bounds: Bounds): CellData {
  const { outcome, reason, repeats, findings } = verdict
  return {
    outcome,
    ...(reason === undefined ? {} : { reason: cutText(reason, bounds.text) }),
    ...(repeats ? { repeats } : {}),
    ...(differs || findings.some(isAsked) ? { evidence: evidenceOf(verdict, bounds) } : {}),
  }
}

/** Tables count what is tolerated too. */
function isAsked({ level }: Noted): boolean {
  return level !== 'MAY'
}

function evidenceOf({ attempts, parameters, turns, findings }: Verdict, bounds: Bounds): Evidence {
  const kept = someOf(findings, bounds.findings)
  const most = findings.some(isCounted) ? bounds.reply : bounds.calm
  const leftOut = [
    ...(kept.length < findings.length ? [count(findings.length - kept.length, 'more finding')] : []),
    ...(turns.length && !most ? ['requests and replies'] : []),
    ...(most && turns.some((turn) => isLongRequest(turn, bounds.request)) ? ['a long request'] : []),
    ...(most && turns.some(({ reply }) => reply && cutReply(reply, most) !== reply)
      ? [`what comes after the first ${most.toLocaleString('en')} characters of a reply`]
      : []),
  ]
  return {
    attempts,
    ...(parameters ? { parameters } : {}),
    turns: most ? turns.map((turn) => cutTurn(turn, most, bounds.request)) : [],
    findings: kept.map((finding) => cutFinding(finding, bounds.text)),
    ...(leftOut.length ? { leftOut } : {}),
  }
}

/** The first findings, with at least one of each rule: one defect may run through a whole stream. */
function someOf(findings: readonly Noted[], most: number): readonly Noted[] {
  if (findings.length <= most) return findings
  const seen = new Set<string>()
  const firsts = findings.filter(({ rule }) => !seen.has(rule) && seen.add(rule))
  const rest = findings.filter((finding) => !firsts.includes(finding))
  const kept = new Set([...firsts, ...rest].slice(0, most))
  return findings.filter((finding) => kept.has(finding))
}

function cutFinding({ got, ...finding }: Noted, most: number): Noted {
  const brief = { ...finding, message: cutText(finding.message, most), at: cutText(finding.at, most) }
  if (got === undefined) return brief
  return { ...brief, got: isLonger(got, most) ? cutText(JSON.stringify(got), most) : got }
}

function cutTurn(turn: TurnReport, most: number, mostAsked: number): TurnReport {
  const { request, reply, ...rest } = turn
  const { body: _, ...line } = request
  const isCut = isLongRequest(turn, mostAsked)
  return {
    ...rest,
    request: isCut ? line : request,
    // A command that is cut would send something else.
    curl: isCut ? '# too long for this page' : rest.curl,
    ...(reply ? { reply: cutReply(reply, most) } : {}),
  }
}

function isLongRequest({ request, curl }: TurnReport, most: number): boolean {
  return isLonger(request.body, most) || curl.length > most
}

function isLonger(value: unknown, most: number): boolean {
  return value !== undefined && JSON.stringify(value).length > most
}

/** The beginning of a reply, and how much is left out after it; the reply itself where it is short. */
function cutReply(reply: ReplyReport, most: number): ReplyReport {
  const headers = reply.headers.map((line) => cutText(line, most))
  const kept: PieceReport[] = []
  let room = most
  for (const [i, piece] of reply.pieces.entries()) {
    room -= JSON.stringify(piece).length
    if (room < 0) return { ...reply, headers, pieces: [...kept, ...gapOf(reply.pieces.slice(i), room)] }
    kept.push(piece)
  }
  return headers.every((line, i) => line === reply.headers[i]) ? reply : { ...reply, headers, pieces: kept }
}

/** What of the first piece still fits, and one gap in place of the rest. */
function gapOf(pieces: readonly PieceReport[], room: number): PieceReport[] {
  const [first] = pieces
  const at = pieces.at(-1)?.at ?? 0
  const bytes = pieces.reduce((sum, piece) => sum + bytesIn(piece), 0)
  if (!first || !('text' in first)) return [{ at, bytesLeftOut: bytes }]
  const text = whole(first.text.slice(0, Math.max(0, first.text.length + room)))
  if (!text) return [{ at, bytesLeftOut: bytes }]
  return [
    { at: first.at, text },
    { at, bytesLeftOut: bytes - utf8(text) },
  ]
}

function bytesIn(piece: PieceReport): number {
  if ('text' in piece) return utf8(piece.text)
  return 'base64' in piece ? atob(piece.base64).length : piece.bytesLeftOut
}

function utf8(text: string): number {
  return new TextEncoder().encode(text).length
}

function cutText(text: string, most: number): string {
  return text.length > most ? `${whole(text.slice(0, most))}…` : text
}

/** Without half a character at its end. */
function whole(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '')
}
