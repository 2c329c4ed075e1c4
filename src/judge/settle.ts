/**
 * Settles what only the complete run decides: a refusal is lawful only of what the target never accepted, and a target is
 * away only if it is away for ordinary requests too. Pure: a run, its replay and merged shards come to the same outcomes.
 */
import { shapeOf } from '../foundation/shape.ts'
import type { Capability, Noted, Pending, TurnReport, Verdict } from '../model/index.ts'
import { type Bench, decide } from './attempt.ts'
import { note } from './check.ts'
import { markTolerated } from './tolerance.ts'

/** The rules of what is settled here. */
const FORM = 'case/form-refused'
const COMBINATION = 'case/combination-refused'

/** The verdicts, those that were pending with the outcome that all of them together show. */
export function settle(verdicts: readonly Verdict[], bench: Bench): readonly Verdict[] {
  if (!verdicts.some(({ pending }) => pending)) return verdicts
  const accepted = collectAccepted(verdicts, bench)
  const isReproducible = findReproducible(verdicts)
  return verdicts.map((verdict) => {
    const { pending = [], ...rest } = verdict
    const added = pending.flatMap((open): readonly Noted[] => {
      if (open.because === 'unavailable') return isReproducible(verdict.turns[open.turn], verdict) ? open.findings : []
      return refusedForm(open, accepted, bench)
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
    const rules = added.filter(({ about }) => about === name).map(({ rule }) => rule)
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

function collectAccepted(verdicts: readonly Verdict[], { profile }: Bench): readonly Accepted[] {
  const implied = Object.entries(profile.api.refusals?.shownBy ?? {})
  return verdicts.flatMap(({ id, accepted = [] }) =>
    accepted.map((needs) => {
      const more = implied.flatMap(([name, by]) => (needs.includes(by) ? [name] : []))
      return { needs: new Set([...needs, ...more]), case: id }
    }),
  )
}

/** The finding about a refusal, if the target has accepted everything that the request needs. */
function refusedForm(
  { turn, needs, about, rule: named, message, got }: Extract<Pending, { readonly because: 'refused' }>,
  accepted: readonly Accepted[],
  { rules, profile }: Bench,
): readonly Noted[] {
  const open = profile.api.refusals?.open ?? []
  if (!needs.length || needs.some((need) => open.includes(need))) return []
  const shown = needs.map((need) => accepted.find((request) => request.needs.has(need)))
  if (shown.some((request) => !request)) return []
  const together = accepted.find((request) => needs.every((need) => request.needs.has(need)))
  const id = together ? (named ?? FORM) : COMBINATION
  const rule = rules.get(id)
  if (!rule) return []
  const where = together
    ? `${needs.join(' with ')} was accepted in ${together.case}`
    : needs.map((need, i) => `${need} was accepted in ${shown[i]?.case}`).join(', ')
  const finding = { at: '/status', message: `${message}; ${where}`, got }
  return [{ ...note(finding, id, rule, turn), ...(named && together ? {} : { about }) }]
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
    const key = `${turn.status} ${kind}`
    counts.set(key, (counts.get(key) ?? 0) + 1 + (turn.tries?.length ?? 0))
  }
  return (turn, verdict) =>
    turn?.status !== undefined &&
    isAnyAnswered &&
    !away.has(turn.status) &&
    (counts.get(`${turn.status} ${kindOf(turn, verdict)}`) ?? 0) > 1
}

function isAnswered({ status = 0, retryOf }: TurnReport): boolean {
  return retryOf === undefined && status > 0 && status < 500
}

/** Requests of one kind have the same fields and deserve the same. A mistake may be in a value: each is of its own kind. */
function kindOf({ request: { method, url, body }, deserves }: TurnReport, { id }: Verdict): string {
  return [method, url, deserves ?? '', deserves === 'error' ? id : '', shapeOf(body)].join(' ')
}
