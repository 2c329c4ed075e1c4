/** Composes the stages: runs the cases of a plan against a target and tells what happened, event by event. */

import { sourceOf } from '../ask/case-source.ts'
import { compose, continued, forTarget, type History, NO_HISTORY, type Setting } from '../ask/compose.ts'
import { owedBy } from '../ask/owed.ts'
import { asList, asObject } from '../foundation/json.ts'
import { Untestable } from '../foundation/usage-error.ts'
import { check, note } from '../judge/check.ts'
import { errorMessage, type Unmet, unmet, unmetStatus } from '../judge/expect.ts'
import { type Evidence, judge, tolerated } from '../judge/judge.ts'
import type {
  Announced,
  Case,
  Exchange,
  Noted,
  Observation,
  Plan,
  Profile,
  Rule,
  RunEvent,
  Send,
  Step,
  Trace,
  Turn,
  Verdict,
} from '../model/index.ts'
import { generalPlace } from '../read/beyond.ts'
import { collect, type Placed, specimenOf, suggest } from '../read/fingerprint.ts'
import { observe } from '../read/observe.ts'
import { auditOf } from '../report/audit.ts'
import { turnReport } from '../report/turn-report.ts'
import { redactor, type Secrets } from '../wire/redact.ts'
import { exchangeRedactor } from '../wire/redact-exchange.ts'
import { conclude } from './conclude.ts'
import { pooled } from './pool.ts'
import { repeated, type Tried } from './repeats.ts'

export interface Tools {
  readonly send: Send
  readonly rules: ReadonlyMap<string, Rule>
  readonly profile: Profile
  readonly setting: Setting
  /** How often a case is run before an unmet assumption makes it inconclusive. */
  readonly attempts: number
  /** How many cases run at the same time; the turns of one case run in order. */
  readonly concurrency: number
  /** Kept out of every event. */
  readonly secrets: Secrets
  /** Version of the tool, for the report. */
  readonly version: string
  /** Profiles among which one is suggested that fits the target; none by default. */
  readonly candidates?: readonly Profile[]
  /** When the exchanges took place, if that is not now: they come out of a recording. */
  readonly past?: Past
}

/** What a report says of the run as a whole. */
export interface Past {
  readonly startedAt: Date
  readonly durationMs: number
  readonly interrupted: boolean
}

/** Runs the plan. After `signal` is aborted, cases under way end and no further one starts; the report holds what was finished. */
export async function* run(plan: Plan, tools: Tools, signal: AbortSignal): AsyncGenerator<RunEvent> {
  const startedAt = tools.past?.startedAt ?? new Date()
  const began = performance.now()
  const kept: Kept = { specimens: [], clean: exchangeRedactor(tools.secrets), redact: redactor(tools.secrets) }
  const order = plan.steps.map((step) => step.case.id)
  const places = new Map(order.map((id, i) => [id, i]))
  const verdicts: Verdict[] = []
  const { target, scope } = plan
  yield {
    type: 'start',
    tool: { version: tools.version },
    target,
    startedAt: startedAt.toISOString(),
    scope,
    cases: plan.steps.map(announced),
  }
  // What an earlier run has told comes first: a run that is cut off again has lost nothing.
  for (const { verdict } of plan.steps) {
    if (!verdict) continue
    verdicts.push(verdict)
    yield { type: 'case', verdict }
  }
  const open = plan.steps.filter(({ verdict }) => !verdict)
  for await (const event of pooled(open, tools.concurrency, signal, (step) =>
    runStep(step, { tools, plan, kept, place: places.get(step.case.id) ?? 0 }, signal),
  )) {
    if ('begun' in event) yield { type: 'begin', case: event.begun.case.id }
    else if (event.done) {
      verdicts.push(event.done)
      yield { type: 'case', verdict: event.done }
    }
  }
  const past = tools.past ?? { startedAt, durationMs: Math.round(performance.now() - began), interrupted: false }
  const interrupted = past.interrupted || signal.aborted
  const specimens = kept.specimens.map(({ specimen }) => specimen)
  const suggestion = tools.candidates && suggest(tools.candidates, specimens)
  const { version, rules, profile } = tools
  const whole = { target, scope, verdicts, order, version, ...past, interrupted }
  const { report, comparison } = conclude({ ...whole, ...(suggestion ? { suggestion } : {}) }, rules, profile)
  if (comparison) yield { type: 'case', verdict: comparison }
  yield { type: 'end', report }
}

function announced({ case: { id, suite }, skip }: Step): Announced {
  return { id, suite, ...(skip === undefined ? {} : { skip }) }
}

/** What goes on from case to case. */
interface Kept {
  readonly specimens: Placed[]
  /** Without secrets. */
  readonly clean: (exchange: Exchange) => Exchange
  readonly redact: <T>(value: T) => T
}

/** What a step is run with. */
interface Surroundings {
  readonly tools: Tools
  readonly plan: Plan
  readonly kept: Kept
  /** The place of the step in the plan. */
  readonly place: number
}

/** The verdict of a step; undefined if the run was stopped in the middle of it. */
async function runStep(
  { case: one, skip, unfinished, attempts: most }: Step,
  { tools, plan, kept, place }: Surroundings,
  signal: AbortSignal,
): Promise<Verdict | undefined> {
  if (unfinished) return undefined
  const facts = { id: one.id, title: one.title, suite: one.suite, needs: one.needs, source: sourceOf(one) }
  if (skip) return { ...facts, outcome: 'skip', reason: skip, attempts: 0, turns: [], findings: [] }
  const { repeat } = plan.scope
  const times = repeat ?? most ?? tools.attempts
  const traces: Omit<Trace, 'case'>[] = []
  const tries: Tried[] = []
  for (let attempts = 1; ; attempts++) {
    const { replies, stopped, ...evidence } = await converse(one, attempts, tools, signal)
    if (stopped) return undefined
    traces.push(...replies.map(traceOf))
    if (tools.candidates) for (const reply of replies) collect(kept.specimens, specimenOf(reply), place)
    const findings = tolerated(evidence.findings, tools.profile, one.id)
    const judgement = judge({ ...evidence, findings })
    const turns = replies.map(({ exchange }) => turnReport(kept.clean(exchange)))
    tries.push({ ...judgement, findings, turns })
    // A finding stands however the model behaves; only what stayed open is worth another attempt.
    const isOpen = repeat !== undefined || judgement.outcome === 'inconclusive'
    if (isOpen && attempts < times && !signal.aborted) continue
    const tried = repeat === undefined ? (tries.at(-1) as Tried) : repeated(tries)
    const parameters = auditOf(one, tried)
    return kept.redact({
      ...facts,
      ...tried,
      attempts,
      ...(Object.keys(parameters).length ? { parameters } : {}),
      traces,
    })
  }
}

interface Attempt extends Evidence {
  readonly findings: Noted[]
  readonly replies: Observation[]
  refused?: string
  unmet?: string
  trouble?: string
  /** The last reply is none that the next turn can build on. */
  stuck: boolean
  /** A turn before this one got what it is owed. */
  accepted: boolean
  /** A status that the rest of the case rests on did not come. */
  over: boolean
  /** The user stopped it before its end. */
  stopped: boolean
}

/** One attempt: all turns in order, and what was noted about them. */
async function converse(one: Case, attempt: number, tools: Tools, signal: AbortSignal): Promise<Attempt> {
  const so: Attempt = { findings: [], replies: [], stuck: false, accepted: false, over: false, stopped: false }
  let history: History = NO_HISTORY
  try {
    for (const [place, written] of one.turns.entries()) {
      // Of several requests at once each may have a number of its own.
      const turns = Array.from({ length: written.times }, (_, i) => forTarget(written, tools.setting, i))
      const turn = turns[0] ?? written
      // What went wrong before spoils only what builds on it.
      if (turn.fresh) so.stuck = so.over
      if (so.stuck) continue
      const before = history
      const composed = compose(turn, before, tools.setting)
      if ('unable' in composed) {
        so.unmet ??= composed.unable
        so.stuck = true
        continue
      }
      const exchanges = await Promise.all(
        turns.map((numbered, reply) => {
          const own = numbered === turn ? composed : compose(numbered, before, tools.setting)
          const { request } = 'unable' in own ? composed : own
          return tools.send(request, signal, { case: one.id, attempt, turn: place, reply })
        }),
      )
      const seen = exchanges.map((exchange, i) => take(exchange, one, turns[i] ?? turn, so, tools))
      if (signal.aborted && (written !== one.turns.at(-1) || exchanges.some(({ ended }) => ended === 'aborted'))) {
        so.stopped = true
        return so
      }
      so.accepted ||= !so.stuck && owedBy(turn.expect) === 'success'
      const [first] = seen
      if (first) history = continued(composed.messages, first)
    }
    so.findings.push(...compared(so.replies, tools))
    // Never green: what could not go on, and nobody said why, has proved nothing.
    if (so.stuck && !so.findings.length && !so.refused && !so.trouble) so.unmet ??= 'there was no reply to go on with'
  } catch (error) {
    const { message } = error as Error
    so.trouble = error instanceof Untestable ? message : `a bug of chat-conformance: ${message}`
  }
  return so
}

/** Observes one reply and notes what the rules and the case have to say of it. */
function take(exchange: Exchange, one: Case, turn: Turn, so: Attempt, tools: Tools): Observation {
  const at = so.replies.length
  const seen = observe({ case: one.id, turn: at, owed: owedBy(turn.expect) }, exchange, tools.profile)
  so.replies.push(seen)
  const trouble = troubleOf(seen, turn)
  if (trouble) so.trouble ??= trouble
  // A rate limit is no verdict on the rest, but it has a form of its own to keep.
  if (!trouble || seen.exchange.status === 429) so.findings.push(...check(seen, tools.rules, at))
  const late = lateness(seen)
  if (late) so.trouble ??= late
  if (trouble || late || !isAsOwed(seen, one, turn, so, tools)) {
    so.stuck = true
    return seen
  }
  const otherwise = turn.assume.status && unmetStatus(turn.assume, seen)
  const assumed = otherwise ?? unmet(turn.assume, seen)[0]
  so.over ||= otherwise !== undefined
  if (assumed) {
    so.unmet ??= `assumed of the ${otherwise ? 'target' : 'model'}: ${assumed.at} ${assumed.message}`
    so.stuck = true
  } else noteUnmet(so, unmet(turn.expect, seen), turn, at, tools)
  return seen
}

/** Whether the reply is of the sort that the case is owed; notes what it is instead. */
function isAsOwed(seen: Observation, one: Case, turn: Turn, so: Attempt, tools: Tools): boolean {
  const wrong = unmetStatus(turn.expect, seen)
  if (!wrong) return seen.owed !== 'success' || (seen.kind !== 'error' && seen.kind !== 'unreadable')
  const { status = 0 } = seen.exchange
  if (isLawfulRefusal(seen, one, turn, so, tools.profile)) {
    const message = seen.kind === 'error' ? errorMessage(seen.body) : undefined
    so.refused ??= `refused with ${status}: ${(message ?? 'no message').slice(0, 300)}`
  } else if (status < 500 || (turn.expect.rule && !standsOnOptional(one, turn, so, tools.profile))) {
    // About a 5xx the rules have spoken already; a second finding would only be louder. Of an ability that was never
    // seen it shows nothing more than that it is lacking.
    noteUnmet(so, [wrong], turn, seen.turn, tools)
  }
  return false
}

function noteUnmet(so: Attempt, found: readonly Unmet[], turn: Turn, at: number, { rules }: Tools): void {
  for (const { part, ...finding } of found) {
    const id = turn.expect.rule ?? `case/${part}`
    const rule = rules.get(id)
    if (rule) so.findings.push(note(finding, id, rule, at))
  }
}

/** Trouble that says nothing about conformance; undefined if there is none. */
function troubleOf({ exchange, ...seen }: Observation, turn: Turn): string | undefined {
  if (seen.kind === 'unreadable' && ['unreachable', 'no-reply', 'aborted'].includes(exchange.ended)) return seen.why
  const { status } = exchange
  const expected = turn.expect.status?.some((one) => one === status)
  if (status === undefined || expected) return undefined
  const again = exchange.retries.length ? `, also after ${exchange.retries.length} retries` : ''
  if (status === 429) return `rate limited (429${again})`
  if ([502, 503, 504, 529].includes(status)) return `the target is unavailable (${status}${again})`
  // A wrong request is refused for its key first. A turn that brings a key of its own is about just that.
  const isOwn = turn.headers.authorization !== undefined
  return status === 401 && !isOwn ? 'the target rejected the key (401)' : undefined
}

/** A reply that did not come to its end. Where no rule calls that the server's doing, it leaves the case untested. */
function lateness(seen: Observation): string | undefined {
  const { ended, timings } = seen.exchange
  if (ended !== 'stalled' && ended !== 'timeout' && ended !== 'too-big') return undefined
  // Behind its end mark a stream only waits to be closed.
  if (seen.kind === 'stream' && seen.events.some((event) => event.is === 'done')) return undefined
  return `the reply had not come to its end after ${Math.round(timings.totalMs / 100) / 10} s (${ended})`
}

/** A 4xx (or 501) to what the contract leaves optional and the profile does not promise: a missing feature, not a broken protocol. */
function isLawfulRefusal(seen: Observation, one: Case, turn: Turn, so: Attempt, profile: Profile): boolean {
  const { status } = seen.exchange
  if (seen.kind !== 'error' || status === undefined) return false
  if (owedBy(turn.expect) !== 'success' || !((status >= 400 && status < 500) || status === 501)) return false
  return standsOnOptional(one, turn, so, profile)
}

/** Something is owed only by a server that has what the contract leaves optional and the profile does not promise. */
function standsOnOptional(one: Case, turn: Turn, so: Attempt, profile: Profile): boolean {
  // What was accepted once in a case is there: refusing it afterwards is no missing feature.
  const needs = so.accepted ? turn.needs : [...one.needs, ...turn.needs]
  return needs.some((need) => !profile.promises.includes(need))
}

function compared(replies: readonly Observation[], { rules }: Tools): Noted[] {
  if (replies.length < 2) return []
  return check({ kind: 'conversation', replies }, rules, 0).map((finding) => {
    const index = /^\/replies\/(\d+)/.exec(finding.at)?.[1]
    return { ...finding, turn: index === undefined ? replies.length - 1 : Number(index) }
  })
}

function traceOf(seen: Observation): Omit<Trace, 'case'> {
  const { turn } = seen
  // Without the values: every reply of a run is kept.
  const beyond = seen.beyond.map(({ at, in: part, documented }) => ({ at: generalPlace(at), in: part, documented }))
  if (seen.kind !== 'completion' && seen.kind !== 'stream') return { turn, callIds: [], beyond }
  const callIds = asList(seen.completion.choices).flatMap((choice) =>
    asList(asObject(asObject(choice)?.message)?.tool_calls).map((call) => asObject(call)?.id),
  )
  return { turn, id: seen.completion.id, callIds, beyond }
}
