/** Composes the stages: runs the cases of a plan against a target and reports what happens, event by event. */
import { sourceOf } from '../ask/case-source.ts'
import type { Setting } from '../ask/compose.ts'
import { withControl } from '../ask/control.ts'
import { judgeAttempt } from '../judge/attempt.ts'
import { judgeEffects } from '../judge/effects.ts'
import { settle } from '../judge/settle.ts'
import type {
  Announced,
  Case,
  Exchange,
  Observation,
  Plan,
  Profile,
  Rule,
  RunEvent,
  Send,
  Step,
  Trace,
  Verdict,
} from '../model/index.ts'
import { collect, type Placed, specimenOf, suggest } from '../read/fingerprint.ts'
import { observe } from '../read/observe.ts'
import type { Effects } from '../report/capabilities.ts'
import { evidenceOf } from '../report/evidence.ts'
import { turnReport } from '../report/turn-report.ts'
import { redactor, type Secrets } from '../wire/redact.ts'
import { exchangeRedactor } from '../wire/redact-exchange.ts'
import { conclude } from './conclude.ts'
import { findUnconfirmed, nameOf } from './confirm.ts'
import { converse, type Talk } from './converse.ts'
import { next } from './next.ts'
import { runPool } from './pool.ts'
import { combineEffects, combineTries, type Tried } from './repeats.ts'
import { traceOf } from './trace.ts'

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
  /** Loads the profiles among which one is suggested that fits the target, at the end of the run; none is suggested without it. */
  readonly candidates?: () => readonly Profile[]
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
  const kept: Kept = {
    confirmed: new Set(),
    specimens: [],
    clean: exchangeRedactor(tools.secrets, tools.profile.api.protocol),
    redact: redactor(tools.secrets),
  }
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
    cases: plan.steps.map(announce),
  }
  // The verdicts of an earlier run come first: nothing is lost if the run is cut off again.
  for (const { verdict } of plan.steps) {
    if (!verdict) continue
    verdicts.push(verdict)
    if (!verdict.pending) yield { type: 'case', verdict }
  }
  const open = plan.steps.filter(({ verdict }) => !verdict)
  for await (const event of runPool(open, tools.concurrency, signal, (step) =>
    runStep(step, { tools, plan, kept, place: places.get(step.case.id) ?? 0 }, signal),
  )) {
    if ('begun' in event) yield { type: 'begin', case: event.begun.case.id }
    else if (event.done) {
      verdicts.push(event.done)
      // What the complete run decides is reported at its end: nothing that was reported is taken back.
      if (!event.done.pending) yield { type: 'case', verdict: event.done }
    }
  }
  const settled = settle(verdicts, tools)
  for (const [i, verdict] of settled.entries()) if (verdicts[i]?.pending) yield { type: 'case', verdict }
  const past = tools.past ?? { startedAt, durationMs: Math.round(performance.now() - began), interrupted: false }
  const interrupted = past.interrupted || signal.aborted
  const specimens = kept.specimens.map(({ specimen }) => specimen)
  const suggestion = tools.candidates && suggest(tools.candidates(), specimens)
  const { version, rules, profile } = tools
  const whole = { target, scope, verdicts: settled, order, version, ...past, interrupted }
  const { report, comparison } = conclude({ ...whole, ...(suggestion ? { suggestion } : {}) }, rules, profile)
  if (comparison) yield { type: 'case', verdict: comparison }
  yield { type: 'end', report }
}

function announce({ case: { id, suite }, skip }: Step): Announced {
  return { id, suite, ...(skip === undefined ? {} : { skip }) }
}

/** What is kept from case to case. */
interface Kept {
  /** The rules of which a finding that had to come again did so. */
  readonly confirmed: Set<string>
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
  { case: testCase, skip, unfinished, attempts: most }: Step,
  { tools, plan, kept, place }: Surroundings,
  signal: AbortSignal,
): Promise<Verdict | undefined> {
  if (unfinished) return undefined
  const facts = {
    id: testCase.id,
    title: testCase.title,
    suite: testCase.suite,
    needs: testCase.needs,
    source: sourceOf(testCase),
  }
  const { api } = tools.profile
  if (skip) {
    const skipped = { outcome: 'skip', reason: skip, turns: [], findings: [] } as const
    return { ...facts, ...skipped, attempts: 0, ...evidenceOf(testCase, skipped, undefined, api) }
  }
  const { repeat } = plan.scope
  const times = repeat ?? most ?? tools.attempts
  const traces: Omit<Trace, 'case'>[] = []
  const tries: Tried[] = []
  const effects: Effects[] = []
  /** Runs the case once, as it is or with its control. */
  const talk = async (attempted: Case, attempt: number) => {
    const conversation = await converse(testCase, attempt, talkWith(attempted, tools, signal), signal)
    if (!conversation) return undefined
    const replies = conversation.answers.flatMap((answer) => ('seen' in answer ? [answer.seen] : []))
    traces.push(...replies.map((seen) => traceOf(seen, api)))
    if (tools.candidates) for (const reply of replies) collect(kept.specimens, specimenOf(reply, api), place)
    return { ...conversation, replies }
  }
  for (let attempts = 1; ; attempts++) {
    const attempted = withControl(
      testCase,
      tries.map(({ outcome }) => outcome),
      times,
    )
    const conversation = await talk(attempted, attempts)
    if (!conversation) return undefined
    const { answers, failure, replies } = conversation
    const first = judgeAttempt(testCase, answers, tools, failure)
    const lost = await findUnconfirmed(first.findings, tools.rules, kept.confirmed, async () => {
      const further = most === undefined || attempts < most ? await talk(testCase, ++attempts) : undefined
      return further && judgeAttempt(testCase, further.answers, tools, further.failure).findings
    })
    if (signal.aborted && lost.size) return undefined
    const { overcome = [], ...judgement } = lost.size
      ? judgeAttempt(testCase, answers, tools, failure, (finding) => lost.has(nameOf(finding)))
      : first
    const report = ({ exchange, owed }: Observation) => turnReport(kept.clean(exchange), api, owed)
    const turns = [...replies.map(report), ...overcome.map(({ of, seen }) => ({ ...report(seen), retryOf: of }))]
    tries.push({ ...judgement, turns })
    effects.push(judgeEffects(testCase, answers, tools.profile))
    // A finding stays however the model behaves; only what is still open is worth another attempt.
    const isOpen = repeat !== undefined || judgement.outcome === 'inconclusive'
    if (isOpen && attempts < times && !signal.aborted) continue
    const { refusedFor: named, ...tried } = repeat === undefined ? (tries.at(-1) as Tried) : combineTries(tries)
    const seen = repeat === undefined ? (effects.at(-1) as Effects) : combineEffects(effects)
    return kept.redact({ ...facts, ...tried, attempts, ...evidenceOf(testCase, tried, seen, api, named), traces })
  }
}

function talkWith(testCase: Case, { send, setting, profile }: Tools, signal: AbortSignal): Talk {
  return {
    next: (answers) => next(testCase, answers, setting, profile),
    see: async (where, request, occasion) => observe(where, await send(request, signal, occasion), profile),
  }
}
