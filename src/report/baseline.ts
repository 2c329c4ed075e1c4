/** The failures that a user knows about: they do not count, but new ones do, and so does what is known and gone. */

import { matches } from '../foundation/patterns.ts'
import type { Gate, Known, Level, Noted, Report, RunEvent, Verdict } from '../model/index.ts'

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
  const cases = report.cases.map((verdict) => markKnown(verdict, options))
  return { ...report, cases, gate: gateOf({ ...report, cases }, options) }
}

function markKnown(verdict: Verdict, { baseline, today }: GateOptions): Verdict {
  const live = (baseline?.known ?? []).filter((entry) => !isOver(entry, today) && matches(entry.case, verdict.id))
  const findings = verdict.findings.map(({ known: _known, ...finding }): Noted => {
    const entry = finding.tolerated === undefined ? live.find(({ rule }) => rule === finding.rule) : undefined
    return entry ? { ...finding, known: entry.reason } : finding
  })
  return { ...verdict, findings }
}

/** Its last day still counts. */
function isOver({ until }: Known, today: string): boolean {
  return until !== undefined && until < today
}

function gateOf(report: Report, { baseline, levels, maxInconclusive, today }: GateOptions): Gate {
  const findings = report.cases.flatMap((verdict) => verdict.findings)
  const known = findings.filter((finding) => finding.known !== undefined).length
  const fresh = findings.filter((finding) => levels.includes(finding.level) && isOpen(finding)).length
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

const named = ({ rule, case: id, reason }: Known): Pick<Known, 'rule' | 'case' | 'reason'> => ({
  rule,
  case: id,
  reason,
})

function isOpen({ tolerated, known }: Noted): boolean {
  return tolerated === undefined && known === undefined
}

/** Cases in which every finding that there is would have shown. */
function isJudged({ outcome }: Verdict): boolean {
  return outcome === 'pass' || outcome === 'warn' || outcome === 'fail'
}

function occurs({ rule, case: pattern }: Known, { cases }: Report): boolean {
  return cases.some(({ id, findings }) => matches(pattern, id) && findings.some((finding) => finding.rule === rule))
}

/** An entry that no case shows any more, though at least one was judged that could; a rule that was not evaluated shows nothing. */
function isStale(entry: Known, report: Report): boolean {
  const meant = report.cases.filter(({ id }) => matches(entry.case, id))
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

/**
 * The entries that a baseline has to hold so that this report passes: those that still occur, with their reasons, and
 * one for each new rule and case.
 * @param reason what new entries say
 */
export function updateBaseline(
  report: Report,
  { baseline, levels, today }: GateOptions,
  reason: string,
): readonly Known[] {
  const before = baseline?.known ?? []
  const current = before.filter((entry) => !isOver(entry, today) && !isStale(entry, report))
  const fresh = new Map<string, Known>()
  for (const { id, findings } of report.cases)
    for (const finding of findings) {
      if (!levels.includes(finding.level) || finding.tolerated !== undefined) continue
      if (current.some((entry) => entry.rule === finding.rule && matches(entry.case, id))) continue
      fresh.set(`${finding.rule} ${id}`, { rule: finding.rule, case: id, reason })
    }
  return [...current, ...fresh.values()]
}
