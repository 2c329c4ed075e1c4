/** What changed from one report to the next: for release notes, and for a look at what a change did. */
import type {
  Change,
  Defect,
  DefectChange,
  DefectChanges,
  Difference,
  Level,
  Noted,
  OutcomeChange,
  Report,
  Verdict,
} from '../model/index.ts'
import { nameAcrossReports } from './defect-names.ts'
import { factsOf, type ReportFile } from './read-report.ts'

/** The difference between two reports. */
export function diffReports(before: ReportFile, after: ReportFile): Difference {
  const old = byId(before.report)
  const young = byId(after.report)
  const both = [...old.keys()].filter((id) => young.has(id))
  const pairs = both.map((id) => [old.get(id), young.get(id)] as [Verdict, Verdict])
  return {
    format: 'chat-conformance/difference',
    version: 1,
    before: factsOf(before),
    after: factsOf(after),
    notes: notesOf(before.report, after.report, pairs),
    defects: compareDefects(before.report, after.report, pairs),
    broken: changes(pairs.map(([was, is]) => [is.id, newIn(is, was)])),
    // What was not judged any more is not fixed.
    fixed: changes(pairs.map(([was, is]) => [is.id, isJudged(is) ? newIn(was, is) : []])),
    otherwise: otherwise(pairs),
    added: [...young.keys()].filter((id) => !old.has(id)),
    gone: [...old.keys()].filter((id) => !young.has(id)),
  }
}

function byId({ cases }: Report): ReadonlyMap<string, Verdict> {
  return new Map(cases.map((verdict) => [verdict.id, verdict]))
}

function notesOf(before: Report, after: Report, pairs: readonly (readonly [Verdict, Verdict])[]): readonly string[] {
  const facts = (report: Report) => ({
    'chat-conformance': report.tool.version,
    'the target': report.target.baseUrl,
    'the model': report.target.model,
    'the profile': report.target.profile,
    'the set of rules': report.scope.rules?.join(' ') ?? 'all rules',
  })
  const [was, is] = [facts(before), facts(after)]
  const names = (Object.keys(was) as (keyof typeof was)[]).filter((name) => was[name] !== is[name])
  const changed = pairs.filter(
    ([earlier, other]) => earlier.source && other.source && earlier.source.digest !== other.source.digest,
  )
  return [
    ...names.map((name) => `${name} was ${was[name]} and is ${is[name]}`),
    ...(changed.length
      ? [`the suite sends or expects something else in ${changed.length} cases, such as ${changed[0]?.[0].id}`]
      : []),
    ...[before, after].flatMap(({ summary }, i) =>
      summary.interrupted ? [`the ${i ? 'newer' : 'older'} run was interrupted`] : [],
    ),
  ]
}

/** Defects by name. What shows only in cases that the other report does not have, or did not judge, is neither new nor fixed. */
function compareDefects(
  { defects: before }: Report,
  { defects: after }: Report,
  pairs: readonly (readonly [Verdict, Verdict])[],
): DefectChanges {
  const nameOf = nameAcrossReports([before, after])
  const old = new Map(before.map((defect) => [nameOf(defect), defect]))
  const young = new Map(after.map((defect) => [nameOf(defect), defect]))
  const judged = (at: 0 | 1) => new Set(pairs.flatMap((pair) => (isJudged(pair[at]) ? pair[at].id : [])))
  const [judgedThen, judgedNow] = [judged(0), judged(1)]
  return {
    new: after
      .filter((defect) => !old.has(nameOf(defect)) && defect.cases.some((id) => judgedThen.has(id)))
      .map((defect) => changeOf(nameOf(defect), undefined, defect)),
    fixed: before
      .filter((defect) => !young.has(nameOf(defect)) && defect.cases.some((id) => judgedNow.has(id)))
      .map((defect) => changeOf(nameOf(defect), defect, undefined)),
    remaining: [...young].flatMap(([name, defect]) => {
      const was = old.get(name)
      return was ? [changeOf(name, was, defect)] : []
    }),
  }
}

function changeOf(name: string, before: Defect, after: Defect | undefined): DefectChange
function changeOf(name: string, before: undefined, after: Defect): DefectChange
function changeOf(name: string, before: Defect | undefined, after: Defect | undefined): DefectChange {
  const { rule, level, example, explains } = (after ?? before) as Defect
  return {
    name,
    rule,
    level,
    ...(before ? { before: before.extent } : {}),
    ...(after ? { after: after.extent } : {}),
    explains: explains.map((explained) => explained.rule),
    case: example.case,
  }
}

/** The rules that count in one verdict and not in the other. */
function newIn(verdict: Verdict, other: Verdict): readonly Noted[] {
  const known = new Set(countChanges(other).map(({ rule }) => rule))
  return countChanges(verdict).filter(({ rule }) => !known.has(rule))
}

function countChanges({ findings }: Verdict): readonly Noted[] {
  return findings.filter(({ level, tolerated }) => level !== 'MAY' && tolerated === undefined)
}

function isJudged({ outcome }: Verdict): boolean {
  return outcome === 'pass' || outcome === 'warn' || outcome === 'fail'
}

/** Rule by rule: MUST before SHOULD, then what concerns most cases. */
function changes(findingsById: readonly (readonly [id: string, findings: readonly Noted[]])[]): readonly Change[] {
  const rules = new Map<string, { level: Level; cases: string[] }>()
  for (const [id, findings] of findingsById)
    for (const { rule, level } of findings) {
      const change = rules.get(rule) ?? { level, cases: [] }
      if (!change.cases.includes(id)) change.cases.push(id)
      rules.set(rule, change)
    }
  const order = ({ level }: Change): number => (level === 'MUST' ? 0 : 1)
  return [...rules]
    .map(([rule, change]): Change => ({ rule, ...change }))
    .sort((a, b) => order(a) - order(b) || b.cases.length - a.cases.length)
}

/** Those that changed in the same way are one change. */
function otherwise(pairs: readonly (readonly [Verdict, Verdict])[]): readonly OutcomeChange[] {
  const outcomeChanges = new Map<string, OutcomeChange>()
  for (const [was, is] of pairs) {
    if (was.outcome === is.outcome || newIn(was, is).length || newIn(is, was).length) continue
    const key = JSON.stringify([was.outcome, is.outcome, is.reason])
    const cases = [...(outcomeChanges.get(key)?.cases ?? []), is.id]
    const reason = is.reason === undefined ? {} : { reason: is.reason }
    outcomeChanges.set(key, { before: was.outcome, after: is.outcome, ...reason, cases })
  }
  return [...outcomeChanges.values()]
}
