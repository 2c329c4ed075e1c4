/**
 * Settles what only the complete run decides: a refusal is lawful only of what the target never accepted, and a target is
 * away only if it is away for ordinary requests too. Pure: a run, its replay and merged shards come to the same outcomes.
 */
import { shapeOf } from '../foundation/shape.ts'
import type { Capability, Noted, Pending, Rule, TurnReport, Verdict } from '../model/index.ts'
import { type Bench, decide } from './attempt.ts'
import { note } from './check.ts'
import { markTolerated } from './tolerance.ts'

/** The rules of what is settled here. */
const FORM = 'case/form-refused'
const COMBINATION = 'case/combination-refused'

/** The verdicts, those that were pending with the outcome that all of them together show. */
export function settle(verdicts: readonly Verdict[], bench: Bench): readonly Verdict[] {
  if (!verdicts.some(({ pending }) => pending)) return verdicts
  const refusals = explainRefusals(verdicts, bench)
  const isReproducible = findReproducible(verdicts)
  return verdicts.map((verdict) => {
    const { pending = [], reason: _, ...rest } = verdict
    const added = pending.flatMap((open): readonly Noted[] => {
      if (open.because === 'refused') return refusals.get(open) ?? []
      return isReproducible(verdict.turns[open.turn], verdict) ? open.findings : []
    })
    if (!added.length) return verdict
    return { ...rest, ...judgeAgain(verdict, added, bench), ...marked(verdict, added) }
  })
}

/** The outcome with these findings too. */
function judgeAgain(
  { id, findings, outcome, reason }: Verdict,
  added: readonly Noted[],
  bench: Bench,
): Pick<Verdict, 'outcome' | 'findings'> & { readonly reason?: string } {
  const before = findings.map(({ explainedBy: _, ...finding }): Noted => finding)
  const judged = decide({ findings: [...before, ...added] }, bench, id)
  // Where none of it counts, such as what the profile tolerates, the case is still what it was.
  const counts = markTolerated(added, bench.profile, id).some(
    ({ level, tolerated }) => level !== 'MAY' && tolerated === undefined,
  )
  return counts ? judged : { findings: judged.findings, outcome, ...(reason === undefined ? {} : { reason }) }
}

/** What the case is about does not work in this form. */
function marked({ capabilities }: Verdict, added: readonly Noted[]): Pick<Verdict, 'capabilities'> {
  if (!capabilities) return {}
  const entries = Object.entries(capabilities).map(([name, evidence]) => {
    const rules = added.filter(({ about }) => about?.split(WITH).includes(name)).map(({ rule }) => rule)
    return [
      name,
      rules.length ? { ...evidence, rules: [...new Set([...(evidence.rules ?? []), ...rules])].sort() } : evidence,
    ]
  })
  return { capabilities: Object.fromEntries(entries) }
}

/** Requests that were accepted: the capabilities that each needs, and a case that shows it. */
interface Accepted {
  readonly needs: ReadonlySet<Capability>
  readonly case: string
}

/** A refusal of what was accepted elsewhere. */
interface Refused {
  readonly id: string
  readonly open: Refusal
  /** A case in which all that the request needs was accepted together; without it only each by itself was. */
  readonly together?: string
}

type Refusal = Extract<Pending, { readonly because: 'refused' }>

/** The findings about the refusals of what the target accepts, one cause under one rule. */
function explainRefusals(verdicts: readonly Verdict[], bench: Bench): ReadonlyMap<Pending, readonly Noted[]> {
  const accepted = collectAccepted(verdicts, bench)
  const refused = verdicts.flatMap(({ id, pending = [] }) =>
    pending.flatMap((open): Refused[] => {
      if (open.because !== 'refused' || !isShown(open, accepted, bench)) return []
      const together = accepted.find((request) => wereTogether(open.needs, [request]))?.case
      return [{ id, open, ...(together === undefined ? {} : { together }) }]
    }),
  )
  const findings = new Map<Pending, readonly Noted[]>()
  for (const { about, rule: id, members } of [
    ...groupForms(refused, verdicts),
    ...groupCombinations(refused, accepted),
  ]) {
    const rule = bench.rules.get(id)
    for (const { open, together } of rule ? members : []) {
      const where =
        together === undefined ? `each of ${open.needs.join(', ')} was accepted elsewhere` : `${together} was accepted`
      const finding = { at: '/status', message: `${open.message}; ${where}`, got: open.got }
      const noted = note(finding, id, rule as Rule, open.turn)
      findings.set(open, [id === FORM || id === COMBINATION ? { ...noted, about } : noted])
    }
  }
  return findings
}

function collectAccepted(verdicts: readonly Verdict[], { profile }: Bench): readonly Accepted[] {
  const implied = Object.entries(profile.api.refusals?.shownBy ?? {})
  return verdicts.flatMap(({ id, accepted = [] }) =>
    accepted.map((needs) => {
      const more = implied.flatMap(([name, by]) => (needs.includes(by) ? [name] : []))
      return { needs: new Set([...needs, ...more]), case: id }
    }),
  )
}

function isShown({ needs }: Refusal, accepted: readonly Accepted[], { profile }: Bench): boolean {
  const open = profile.api.refusals?.open ?? []
  return needs.every((need) => !open.includes(need) && accepted.some((request) => request.needs.has(need)))
}

interface Group {
  readonly about: Capability
  readonly rule: string
  readonly members: readonly Refused[]
}

/** Forms of what was accepted, by the capability that most of them need: it is the cause of them all. */
function groupForms(refused: readonly Refused[], verdicts: readonly Verdict[]): readonly Group[] {
  const groups: Group[] = []
  let rest = refused
  for (;;) {
    const forms = rest.filter(({ together }) => together !== undefined)
    const [about] = commonest(forms.flatMap(({ open }) => [...open.needs, open.about]))
    if (about === undefined) return groups
    const members = rest.filter(({ open }) => open.needs.includes(about))
    rest = rest.filter((request) => !members.includes(request))
    groups.push({ about, members, rule: ruleFor(about, members, verdicts) })
  }
}

/** The rule under which the cause is reported already, or that all cases name for it. */
function ruleFor(about: Capability, members: readonly Refused[], verdicts: readonly Verdict[]): string {
  const known = verdicts.find(({ id, capabilities, findings }) => {
    const isNear = capabilities?.[about] || members.some((member) => isSibling(member.id, id))
    return isNear && findings.some(isRefusalFound)
  })
  const named = new Set(members.map(({ open }) => open.rule))
  const [only] = named.size === 1 ? named : []
  return known?.findings.find(isRefusalFound)?.rule ?? only ?? FORM
}

function isRefusalFound({ at, got, tolerated, level }: Noted): boolean {
  return at.endsWith('/status') && Number(got) >= 400 && Number(got) < 500 && !tolerated && level !== 'MAY'
}

/** Cases of one matrix that differ in their last label, such as streamed and plain. */
function isSibling(one: string, other: string): boolean {
  const parent = one.slice(0, one.lastIndexOf('/') + 1)
  return one.split('/').length > 2 && other.startsWith(parent)
}

/** What was accepted one by one and not together, by the two capabilities that most of them need and that never were together. */
function groupCombinations(refused: readonly Refused[], accepted: readonly Accepted[]): readonly Group[] {
  const forms = new Set(refused.flatMap(({ open, together }) => (together === undefined ? [] : open.needs)))
  // What needs a capability of which forms are refused is one of these forms.
  let rest = refused.filter(({ open }) => !open.needs.some((need) => forms.has(need)))
  const groups: Group[] = []
  while (rest.length) {
    const pairs = rest.flatMap(({ open }) => pairsOf(open.needs).filter((pair) => !wereTogether(pair, accepted)))
    const [about = rest[0]?.open.needs.join(WITH) ?? ''] = commonest(pairs.map((pair) => pair.join(WITH)))
    const names = about.split(WITH)
    const members = rest.filter(({ open }) => names.every((name) => open.needs.includes(name)))
    rest = rest.filter((request) => !members.includes(request))
    groups.push({ about, members, rule: COMBINATION })
  }
  return groups
}

const WITH = ' with '

function pairsOf(names: readonly Capability[]): readonly (readonly Capability[])[] {
  return names.flatMap((one, i) => names.slice(i + 1).map((other) => [one, other].sort()))
}

function wereTogether(names: readonly Capability[], accepted: readonly Accepted[]): boolean {
  return accepted.some(({ needs }) => names.every((name) => needs.has(name)))
}

/** The values, the most frequent first. */
function commonest(values: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([value]) => value)
}

/**
 * Tells of a request that was answered with 502, 503, 504 or 529 whether that is about the request: the target answered others,
 * none of the same kind among them, and the status never went away by itself.
 */
function findReproducible(verdicts: readonly Verdict[]): (turn: TurnReport | undefined, of: Verdict) => boolean {
  const turns = verdicts.flatMap((verdict) => verdict.turns.map((turn) => ({ turn, kind: kindOf(turn, verdict) })))
  const answered = new Set(turns.flatMap(({ turn, kind }) => (isAnswered(turn) ? [kind] : [])))
  const failing = verdicts.flatMap((verdict) =>
    (verdict.pending ?? []).flatMap(({ because, turn }) => {
      const failed = verdict.turns[turn]
      return because === 'unavailable' && failed ? [{ turn: failed, kind: kindOf(failed, verdict) }] : []
    }),
  )
  const away = new Set(failing.flatMap(({ turn: { status = 0 }, kind }) => (answered.has(kind) ? [status] : [])))
  for (const { turn } of turns) for (const status of turn.tries ?? []) if (status !== turn.status) away.add(status)
  const isAnyAnswered = turns.some(({ turn: { status = 0 } }) => status >= 200 && status < 300)
  const counts = new Map<string, number>()
  for (const { turn, kind } of failing) {
    const key = keyOf(turn, kind)
    counts.set(key, (counts.get(key) ?? 0) + 1 + (turn.tries?.length ?? 0))
  }
  return (turn, verdict) =>
    turn?.status !== undefined &&
    isAnyAnswered &&
    !away.has(turn.status) &&
    (counts.get(keyOf(turn, kindOf(turn, verdict))) ?? 0) > 1
}

/** What has to show more than once. Of requests that deserve an error each is of its own kind. */
function keyOf({ status, deserves }: TurnReport, kind: string): string {
  return `${status} ${deserves === 'error' ? deserves : kind}`
}

function isAnswered({ status = 0, retryOf }: TurnReport): boolean {
  return retryOf === undefined && status > 0 && status < 500
}

/** Requests of one kind have the same fields and deserve the same. A mistake may be in a value: each is of its own kind. */
function kindOf({ request: { method, url, body }, deserves }: TurnReport, { id }: Verdict): string {
  return [method, url, deserves ?? '', deserves === 'error' ? id : '', shapeOf(body)].join(' ')
}
