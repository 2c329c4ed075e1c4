/** The failures that a user knows about: they do not count, but new ones do, and so does what is known and gone. */

import { placesOf } from '../../text/findings.ts'
import { matches } from '../foundation/patterns.ts'
import type { Defect, Gate, GateEntry, Known, Level, Noted, Report, RunEvent, Verdict } from '../model/index.ts'
import { coverCases } from './cover.ts'

export interface Baseline {
  readonly file: string
  /** How many cases came to a verdict then. */
  readonly cases?: number
  readonly known: readonly Known[]
}

export interface GateOptions {
  /** Without it nothing is known. */
  readonly baseline?: Baseline
  /** The levels whose findings count. */
  readonly levels: readonly Level[]
  /** Most inconclusive cases: a number, or a share of all that were run. */
  readonly maxInconclusive?: number | { readonly percent: number }
  /** The current day, YYYY-MM-DD. */
  readonly today: string
}

/** The same events: findings that the baseline knows are marked, and the report says how it compares. */
export async function* gateEvents(
  events: AsyncIterable<RunEvent> | Iterable<RunEvent>,
  options: GateOptions,
): AsyncGenerator<RunEvent> {
  for await (const event of events) {
    if (event.type === 'case') yield { ...event, verdict: markKnown(event.verdict, options) }
    else if (event.type === 'end') yield { ...event, report: gateReport(event.report, options) }
    else yield event
  }
}

function gateReport(report: Report, options: GateOptions): Report {
  const marked = { ...report, cases: report.cases.map((verdict) => markKnown(verdict, options)) }
  const defects = report.defects.map((defect) => markDefect(defect, marked))
  const reasons = new Map(defects.map(({ id, known }) => [id, known]))
  // What a known defect explains is known too, also in cases that the baseline does not name.
  const cases = marked.cases.map((verdict) => ({
    ...verdict,
    findings: verdict.findings.map((finding): Noted => {
      const known = finding.defect === undefined ? undefined : reasons.get(finding.defect)
      return finding.known === undefined && known !== undefined ? { ...finding, known } : finding
    }),
  }))
  const gated = { ...report, cases, defects }
  return { ...gated, gate: gateOf(gated, options) }
}

/** Marks the findings that an entry names, and those that they explain. */
function markKnown(verdict: Verdict, { baseline, today }: GateOptions): Verdict {
  const live = (baseline?.known ?? []).filter((entry) => !isOver(entry, today) && isAbout(entry, verdict.id))
  const named = verdict.findings.map(({ known: _known, ...finding }): Noted => {
    const entry = finding.tolerated === undefined ? live.find(({ rule }) => rule === finding.rule) : undefined
    return entry ? { ...finding, known: entry.reason } : finding
  })
  const findings = named.map((finding): Noted => {
    if (finding.known !== undefined || finding.explainedBy === undefined) return finding
    const known = named.find(({ rule }) => rule === finding.explainedBy)?.known
    return known === undefined ? finding : { ...finding, known }
  })
  return { ...verdict, findings }
}

/** A defect is known if all of its own findings are. */
function markDefect({ known: _known, ...defect }: Defect, report: Report): Defect {
  const reasons = new Set(placesOf(defect, report.cases).map(({ finding }) => finding.known))
  if (!reasons.size || reasons.has(undefined)) return defect
  return { ...defect, known: [...reasons].join('; ') }
}

const patternsOf = ({ case: pattern }: Known): readonly string[] => (typeof pattern === 'string' ? [pattern] : pattern)

function isAbout(entry: Known, id: string): boolean {
  return patternsOf(entry).some((pattern) => matches(pattern, id))
}

/** Its last day still counts. */
function isOver({ until }: Known, today: string): boolean {
  return until !== undefined && until < today
}

function gateOf(report: Report, { baseline, levels, maxInconclusive, today }: GateOptions): Gate {
  const known = report.defects.filter((defect) => defect.known !== undefined).length
  const fresh = report.defects.filter((defect) => isFresh(defect, levels)).length
  const entries = baseline?.known ?? []
  const stale = entries.filter((entry) => isStale(entry, report)).map(named)
  const expired = entries.filter((entry) => isOver(entry, today) && occurs(entry, report))
  const now = judgedCases(report)
  const isWhole = !report.scope.chosen && !report.scope.shard && !report.summary.interrupted
  const fewer = isWhole && now < (baseline?.cases ?? 0) ? { before: baseline?.cases ?? 0, now } : undefined
  const inconclusive = tooMany(report, maxInconclusive)
  return {
    ...(baseline ? { baseline: baseline.file } : {}),
    passed: !fresh && !stale.length && !fewer && !inconclusive,
    known,
    fresh,
    stale,
    expired: expired.map((entry) => ({
      ...named(entry),
      ...(entry.until === undefined ? {} : { until: entry.until }),
    })),
    ...(fewer ? { fewer } : {}),
    ...(inconclusive ? { inconclusive } : {}),
  }
}

const named = (entry: Known): GateEntry => ({
  rule: entry.rule,
  case: patternsOf(entry).join(', '),
  reason: entry.reason,
})

function isFresh({ level, known }: Defect, levels: readonly Level[]): boolean {
  return levels.includes(level) && known === undefined
}

/** Cases in which every finding that there is would have shown. */
function isJudged({ outcome }: Verdict): boolean {
  return outcome === 'pass' || outcome === 'warn' || outcome === 'fail'
}

function occurs(entry: Known, { cases }: Report): boolean {
  return cases.some(({ id, findings }) => isAbout(entry, id) && findings.some(({ rule }) => rule === entry.rule))
}

/** An entry that no case shows any more, though at least one was judged that could; a rule that was not evaluated shows nothing. */
function isStale(entry: Known, report: Report): boolean {
  const meant = report.cases.filter(({ id }) => isAbout(entry, id))
  const asked = !report.scope.rules || report.scope.rules.some((pattern) => matches(pattern, entry.rule))
  return asked && meant.some(isJudged) && !occurs(entry, report)
}

function tooMany(report: Report, most: GateOptions['maxInconclusive']): Gate['inconclusive'] {
  if (most === undefined) return undefined
  const { skip, error, ...run } = report.summary.cases
  const all = Object.values(run).reduce((sum, n) => sum + n, 0)
  const limit = typeof most === 'number' ? most : Math.floor((most.percent / 100) * all)
  return run.inconclusive > limit ? { most: limit, found: run.inconclusive } : undefined
}

/** How many cases came to a verdict on the target: what was refused or left open by the model did so too. */
export function judgedCases({ summary: { cases } }: Report): number {
  return cases.pass + cases.warn + cases.fail + cases.inconclusive + cases.unsupported
}

/** The reason of an entry that nobody has edited yet begins with this. */
const UNEDITED = 'not looked at yet'

/**
 * The entries that a baseline has to hold so that this report passes: one for each defect, and those that still occur,
 * with their reasons. Entries that nobody has edited are replaced by the entry of their defect.
 */
export function updateBaseline(report: Report, { baseline, levels, today }: GateOptions): readonly Known[] {
  const current = (baseline?.known ?? []).filter((entry) => !isOver(entry, today) && !isStale(entry, report))
  const counted = report.defects.filter(({ level }) => levels.includes(level))
  let entries: readonly Known[] = current
  for (const defect of counted) entries = acceptDefect(defect, entries, report, today)
  return entries.filter((entry) => !isUnedited(entry) || !isExplained(entry, counted, report))
}

/** The entries with one that accepts the defect, if they do not accept it yet. */
function acceptDefect(defect: Defect, entries: readonly Known[], report: Report, today: string): readonly Known[] {
  const own = placesOf(defect, report.cases).map(({ verdict }) => verdict.id)
  const about = entries.filter((entry) => entry.rule === defect.rule && own.some((id) => isAbout(entry, id)))
  const unedited = about.filter(isUnedited)
  const open = own.filter((id) => !about.some((entry) => isAbout(entry, id)))
  if (!open.length && unedited.length < 2) return entries
  const ids = report.cases.filter(({ outcome }) => outcome !== 'skip').map(({ id }) => id)
  const covered = ids.filter((id) => open.includes(id) || unedited.some((entry) => isAbout(entry, id)))
  const patterns = coverCases(covered, ids)
  const entry: Known = {
    rule: defect.rule,
    case: patterns.length === 1 ? (patterns[0] as string) : patterns,
    reason: unedited[0]?.reason ?? `${UNEDITED}; found on ${today}`,
  }
  return [...entries.filter((other) => !unedited.includes(other)), entry]
}

function isUnedited({ reason, until, link }: Known): boolean {
  return reason.startsWith(UNEDITED) && until === undefined && link === undefined
}

/** An entry whose findings are all explained by accepted defects of other rules: it is not needed. */
function isExplained(entry: Known, accepted: readonly Defect[], { cases }: Report): boolean {
  const meant = cases.filter(({ id }) => isAbout(entry, id))
  const findings = meant.flatMap((verdict) => verdict.findings.filter(({ rule }) => rule === entry.rule))
  return (
    findings.length > 0 &&
    meant.every(isJudged) &&
    findings.every(({ defect }) => accepted.some(({ id, rule }) => id === defect && rule !== entry.rule))
  )
}
