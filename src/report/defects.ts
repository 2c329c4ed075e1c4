/** What has to be fixed: the findings of all cases, by cause. Pure. */

import { fieldOf, isCounted } from '../../text/findings.ts'
import { groupsOf } from '../../text/groups.ts'
import { ownTurns } from '../../text/turns.ts'
import type {
  Api,
  Defect,
  Example,
  Explained,
  Extent,
  Level,
  Noted,
  Rule,
  TurnReport,
  Verdict,
} from '../model/index.ts'
import { appliesTo, isBare } from './applies.ts'
import { excerptOf } from './excerpt.ts'
import { type Causes, explanationsOf, findRoot, isCause, outweighs } from './fold.ts'
import { isRunnable } from './turn-report.ts'

/** A finding with the case that has it. */
interface Found {
  readonly verdict: Verdict
  readonly finding: Noted
}

/** The findings of one cause, and those that it explains. */
interface Cause {
  readonly rule: string
  readonly own: readonly Found[]
  /** How many replies have findings of its own. */
  readonly reach: number
  readonly explained: Found[]
}

const ORDER: Readonly<Record<Level, number>> = { MUST: 0, SHOULD: 1, MAY: 2 }

/**
 * The defects that the verdicts of a run show: MUST before SHOULD, then what most replies show.
 * @param verdicts with folded findings
 */
export function findDefects(
  verdicts: readonly Verdict[],
  rules: ReadonlyMap<string, Rule>,
  api: Api,
): readonly Defect[] {
  return describeCauses(verdicts, rules, api).map(({ defect }) => defect)
}

/** The same with the verdicts, whose findings name the defect that they belong to. */
export function nameDefects(
  verdicts: readonly Verdict[],
  rules: ReadonlyMap<string, Rule>,
  api: Api,
): { readonly cases: readonly Verdict[]; readonly defects: readonly Defect[] } {
  const described = describeCauses(verdicts, rules, api)
  const names = new Map(
    described.flatMap(({ cause, defect }) =>
      [...cause.own, ...cause.explained].map(({ finding }) => [finding, defect.id] as const),
    ),
  )
  const cases = verdicts.map((verdict) => {
    if (!verdict.findings.some((finding) => names.has(finding))) return verdict
    const findings = verdict.findings.map((finding): Noted => {
      const defect = names.get(finding)
      return defect === undefined ? finding : { ...finding, defect }
    })
    return { ...verdict, findings }
  })
  return { cases, defects: described.map(({ defect }) => defect) }
}

function describeCauses(
  verdicts: readonly Verdict[],
  rules: ReadonlyMap<string, Rule>,
  api: Api,
): readonly { readonly cause: Cause; readonly defect: Defect }[] {
  const causes = findCauses(verdicts, { rules, explanations: api.explanations }, api)
  const several = new Map<string, number>()
  return causes
    .map((cause) => ({ cause, defect: describeCause(cause, verdicts, rules.get(cause.rule), api) }))
    .sort(
      ({ defect: a }, { defect: b }) =>
        ORDER[a.level] - ORDER[b.level] || b.extent.broken - a.extent.broken || (a.rule < b.rule ? -1 : 1),
    )
    .map(({ cause, defect }) => {
      const number = (several.get(defect.rule) ?? 0) + 1
      several.set(defect.rule, number)
      return { cause, defect: { ...defect, id: number === 1 ? defect.rule : `${defect.rule} ${number}` } }
    })
}

function findCauses(verdicts: readonly Verdict[], { rules, explanations }: Causes, api: Api): readonly Cause[] {
  const all = verdicts.flatMap((verdict) =>
    verdict.findings.filter(isCounted).map((finding): Found => ({ verdict, finding })),
  )
  const roots = all.filter(({ finding }) => finding.explainedBy === undefined)
  const causes = groupsOf(roots, ({ finding }) => finding.rule).flatMap(([rule, found]) =>
    (rules.get(rule)?.perField ? splitByField(found) : splitBySubject(found)).map(
      (own): Cause => ({ rule, own, reach: repliesOf(own).size, explained: [] }),
    ),
  )
  const causeOf = indexCauses(causes)
  for (const found of all) if (found.finding.explainedBy !== undefined) causeOf(found)?.explained.push(found)
  // A list of models may be there although every question is refused.
  const { path } = api.endpoints[0] ?? {}
  const nothingSucceeds = !verdicts.some(({ turns }) => turns.some((turn) => isSuccess(turn) && isSentTo(turn, path)))
  const across = explanations.filter(({ across, when }) => across === 'run' && (when === undefined || nothingSucceeds))
  return foldAcross(causes, across)
}

function isSuccess({ status = 0 }: TurnReport): boolean {
  return status >= 200 && status < 300
}

function isSentTo({ request }: TurnReport, path = ''): boolean {
  return request.url.split(/[?#]/)[0]?.endsWith(path) ?? true
}

/** Finds the cause of a finding: on the same reply, or else in the same case. */
function indexCauses(causes: readonly Cause[]): (found: Found) => Cause | undefined {
  const byPlace = new Map<string, Cause>()
  for (const cause of causes)
    for (const { verdict, finding } of cause.own)
      for (const place of [`${verdict.id} ${finding.turn}`, verdict.id]) {
        const key = `${cause.rule} ${place}`
        if (!byPlace.has(key)) byPlace.set(key, cause)
      }
  return ({ verdict, finding: { explainedBy, turn } }) =>
    byPlace.get(`${explainedBy} ${verdict.id} ${turn}`) ?? byPlace.get(`${explainedBy} ${verdict.id}`)
}

/** So many of the replies that show either of two fields show both, if they are wrong for one reason. */
const LEAST_SHARED = 0.5

/**
 * The findings of a rule about many fields, by field: each may be wrong for a reason of its own. Fields that are wrong in
 * the same replies are wrong for one reason.
 */
function splitByField(found: readonly Found[]): readonly (readonly Found[])[] {
  const groups: Found[][] = []
  for (const [, own] of groupsOf(found, ({ finding }) => fieldOf(finding.at))) {
    const group = groups.find((other) => shareOf(other, own) >= LEAST_SHARED)
    if (group) group.push(...own)
    else groups.push([...own])
  }
  return groups
}

/** How many of the replies that show one or the other show both. */
function shareOf(one: readonly Found[], other: readonly Found[]): number {
  const [first, second] = [repliesOf(one), repliesOf(other)]
  const both = [...first].filter((reply) => second.has(reply)).length
  return both / (first.size + second.size - both)
}

/** The findings by the capability that they are about: each is refused for a reason of its own. */
function splitBySubject(found: readonly Found[]): readonly (readonly Found[])[] {
  return groupsOf(found, ({ finding }) => finding.about ?? '').map(([, own]) => own)
}

function repliesOf(found: readonly Found[]): ReadonlySet<string> {
  return new Set(found.map(({ verdict, finding }) => `${verdict.id} ${finding.turn}`))
}

/**
 * Puts together what is one cause on different replies, such as a stream and a reply that is not one. What shows on more
 * replies than its cause is a defect of its own.
 */
function foldAcross(causes: readonly Cause[], across: Causes['explanations']): readonly Cause[] {
  const parents = new Map(causes.map((cause) => [cause, findWidest(causesOf(cause, causes, across))]))
  const roots = causes.filter((cause) => findRoot(cause, parents) === cause)
  for (const cause of causes) {
    const root = findRoot(cause, parents)
    if (root !== cause) root.explained.push(...cause.own, ...cause.explained)
  }
  return roots
}

/** What explains a cause: of two that explain each other the wider, or else the one that is named earlier. */
function causesOf(cause: Cause, causes: readonly Cause[], across: Causes['explanations']): readonly Cause[] {
  const size = cause.reach
  const ofCause = explanationsOf(cause.rule, across).filter(({ most = size }) => size <= most)
  // Most rules are explained by nothing across the run.
  if (!ofCause.length) return []
  return causes.filter((other) => {
    const { reach } = other
    if (other.rule === cause.rule || reach < size) return false
    const near = ofCause.filter(({ least = 0, share = 0 }) => reach >= least && size >= share * reach)
    const found = other.own.find(({ finding }) => near.some((explanation) => isCause(finding, explanation)))
    const [own] = cause.own
    return found && own && (reach > size || !outweighs(own.finding, found.finding, across))
  })
}

function findWidest(causes: readonly Cause[]): Cause | undefined {
  return causes.toSorted((a, b) => b.reach - a.reach)[0]
}

function describeCause(
  { rule: id, own, explained }: Cause,
  verdicts: readonly Verdict[],
  rule: Rule | undefined,
  api: Api,
): Defect {
  const levels = [...own, ...explained].map(({ finding }) => finding.level)
  const known = own.map(({ finding }) => finding.known)
  return {
    id,
    rule: id,
    level: levels.includes('MUST') ? 'MUST' : 'SHOULD',
    extent: extentOf(own, verdicts, rule, api),
    cases: [...new Set(own.map(({ verdict }) => verdict.id))],
    example: exampleOf(own, api),
    explains: explainedBy(explained),
    ...(known.every((reason) => reason !== undefined) ? { known: [...new Set(known)].join('; ') } : {}),
  }
}

function explainedBy(found: readonly Found[]): readonly Explained[] {
  return groupsOf(found, ({ finding }) => finding.rule).map(([rule, places]) => ({
    rule,
    level: places[0]?.finding.level ?? 'MUST',
    findings: places.length,
    cases: new Set(places.map(({ verdict }) => verdict.id)).size,
  }))
}

function extentOf(own: readonly Found[], verdicts: readonly Verdict[], rule: Rule | undefined, api: Api): Extent {
  const unit = unitOf(rule)
  const perCase = unit === 'cases' || unit === 'conversations'
  const broken = new Set(own.map(({ verdict, finding }) => (perCase ? verdict.id : `${verdict.id} ${finding.turn}`)))
    .size
  const of = countApplicable(unit, verdicts, rule, api)
  return { findings: own.length, unit, broken, ...(of === undefined ? {} : { of: Math.max(of, broken) }) }
}

/** What a rule is counted by. */
function unitOf(rule: Rule | undefined): Extent['unit'] {
  const kinds = rule?.on ?? []
  if (kinds.includes('conversation')) return 'conversations'
  if (kinds.includes('request')) return 'requests'
  if (!kinds.length || kinds.includes('run')) return 'cases'
  if (kinds.every((kind) => kind === 'stream' || kind === 'event')) return 'streams'
  return kinds.every((kind) => kind === 'error') ? 'error replies' : 'replies'
}

/** How many replies or conversations a rule was evaluated for; undefined where that says nothing. */
function countApplicable(
  unit: Extent['unit'],
  verdicts: readonly Verdict[],
  rule: Rule | undefined,
  api: Api,
): number | undefined {
  // Captured traffic may lack what shows the form of a reply.
  if (unit === 'cases' || unit === 'requests' || !rule || verdicts.some(isBare)) return undefined
  if (unit === 'conversations') return verdicts.filter((verdict) => ownTurns(verdict).length > 1).length
  return verdicts.flatMap(({ turns }) => turns).filter((turn) => appliesTo(rule, turn, api)).length
}

/** The clearest finding: of an ordinary valid request, which a command line can send, early and short. */
function exampleOf(own: readonly Found[], api: Api): Example {
  const [{ verdict, finding } = missing()] = own.toSorted((a, b) => {
    const [one, other] = [effortOf(a), effortOf(b)]
    const i = one.findIndex((value, at) => value !== other[at])
    return i === -1 ? 0 : (one[i] ?? 0) - (other[i] ?? 0)
  })
  const turn = verdict.turns[finding.turn]
  const { at, message, place } = finding
  return {
    case: verdict.id,
    turn: finding.turn,
    ...(turn?.retryOf === undefined ? {} : { retryOf: turn.retryOf }),
    at,
    message,
    ...('got' in finding ? { got: finding.got } : {}),
    ...(place ? { place } : {}),
    ...(turn && isRunnable(turn) ? { curl: turn.curl } : {}),
    excerpt: turn ? excerptOf(turn, finding, api) : [],
  }
}

function missing(): never {
  throw new Error('a cause has at least one finding')
}

/** What makes an example hard to follow, the worst first. */
function effortOf({ verdict, finding }: Found): readonly number[] {
  const turn = verdict.turns[finding.turn]
  return [
    turn?.deserves === undefined ? 0 : 1,
    turn && isRunnable(turn) ? 0 : 1,
    finding.turn,
    verdict.needs.length,
    turn?.curl.length ?? 0,
  ]
}
