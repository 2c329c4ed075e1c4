/**
 * Judges the cases as a run does, without what only a report needs: curl commands, bodies, redaction. A reply that many
 * twists leave as it is is understood once. test/proof/in-process.test.ts compares it with a run.
 */
import { sourceOf } from '../../src/ask/case-source.ts'
import { withControl } from '../../src/ask/control.ts'
import { type Answer, judgeAttempt } from '../../src/judge/attempt.ts'
import { judgeEffects } from '../../src/judge/effects.ts'
import type { Case, Noted, Observation, Plan, Report, Step, TurnReport, Verdict } from '../../src/model/index.ts'
import { collect, type Placed, specimenOf, suggest } from '../../src/read/fingerprint.ts'
import { observe } from '../../src/read/observe.ts'
import { evidenceOf } from '../../src/report/evidence.ts'
import { conclude } from '../../src/run/conclude.ts'
import { findUnconfirmed, nameOf } from '../../src/run/confirm.ts'
import { converse, type Talk } from '../../src/run/converse.ts'
import { type Next, next } from '../../src/run/next.ts'
import type { Tools } from '../../src/run/run.ts'
import { slots } from '../../src/run/slots.ts'
import { traceOf } from '../../src/run/trace.ts'
import type { Ways } from './in-process.ts'

export interface Judging
  extends Pick<Tools, 'send' | 'rules' | 'profile' | 'setting' | 'concurrency' | 'candidates'>,
    Pick<Ways, 'prepared'> {
  readonly signal: AbortSignal
}

/** The report of a run in which every case is attempted once, without what the turns sent and got. */
export async function judgePlan({ steps, target, scope }: Plan, judging: Judging): Promise<Report> {
  const inSlot = slots(judging.concurrency)
  const specimens: Placed[] = []
  const confirmed = new Set<string>()
  const verdicts = await Promise.all(
    steps.map((step, place) =>
      inSlot(() =>
        judgeStep(step, judging, confirmed, (seen) => collect(specimens, specimenOf(seen, judging.profile.api), place)),
      ),
    ),
  )
  const order = steps.map((step) => step.case.id)
  const past = { startedAt: new Date(), durationMs: 0, interrupted: judging.signal.aborted, version: '0' }
  const suggestion =
    judging.candidates &&
    suggest(
      judging.candidates(),
      specimens.map(({ specimen }) => specimen),
    )
  const ended = { target, scope, order, ...past, verdicts: verdicts.filter((verdict) => verdict !== undefined) }
  return conclude({ ...ended, ...(suggestion ? { suggestion } : {}) }, judging.rules, judging.profile).report
}

async function judgeStep(
  { case: testCase, skip }: Step,
  judging: Judging,
  confirmed: Set<string>,
  keep: (seen: Observation) => void,
): Promise<Verdict | undefined> {
  const { signal, profile } = judging
  const { id, title, suite, needs } = testCase
  const facts = { id, title, suite, needs, source: sourceOf(testCase) }
  if (skip) {
    const skipped = { outcome: 'skip', reason: skip, turns: [], findings: [] } as const
    return { ...facts, ...skipped, attempts: 0, ...evidenceOf(testCase, skipped, undefined, profile.api) }
  }
  const conversation = signal.aborted ? undefined : await converse(testCase, 1, talkWith(testCase, judging), signal)
  if (!conversation) return undefined
  const { answers, failure } = conversation
  const replies = repliesIn(answers)
  if (judging.candidates) replies.forEach(keep)
  const traces = replies.map((seen) => traceOf(seen, profile.api))
  let attempts = 1
  const first = judgeAttempt(testCase, answers, judging, failure)
  const lost = await findUnconfirmed(first.findings, judging.rules, confirmed, async () => {
    const further = await converse(testCase, ++attempts, talkWith(testCase, judging), signal)
    if (!further) return undefined
    traces.push(...repliesIn(further.answers).map((seen) => traceOf(seen, profile.api)))
    return judgeAttempt(testCase, further.answers, judging, further.failure).findings
  })
  const drops = (finding: Noted) => lost.has(nameOf(finding))
  const { overcome = [], refusedFor, ...judgement } = judgeAttempt(testCase, answers, judging, failure, drops)
  const turns = [...replies.map(turnOf), ...overcome.map(({ of, seen }) => ({ ...turnOf(seen), retryOf: of }))]
  const judged = { ...judgement, turns }
  const evidence = evidenceOf(testCase, judged, judgeEffects(testCase, answers, profile), profile.api, refusedFor)
  return { ...facts, ...judged, attempts, ...evidence, traces }
}

function repliesIn(answers: readonly Answer[]): readonly Observation[] {
  return answers.flatMap((answer) => ('seen' in answer ? [answer.seen] : []))
}

/** What the verdict needs to know of a turn. */
function turnOf({ exchange: { request, status, ended, timings }, owed }: Observation): TurnReport {
  const { method, url, body } = request
  const deserves = owed === 'success' ? {} : ({ deserves: owed === 'refusal' ? 'error' : owed } as const)
  return {
    request: { method, url, ...(body === undefined ? {} : { body }) },
    ...deserves,
    ...(status === undefined ? {} : { status }),
    ended,
    timings,
    retries: 0,
    curl: '',
  }
}

function talkWith(testCase: Case, { send, prepared, setting, profile, signal }: Judging): Talk {
  const attempted = withControl(testCase, [], 1)
  return {
    next: (answers) =>
      answers.length ? next(attempted, answers, setting, profile) : begin(testCase, setting, profile),
    see: async (where, request, occasion) => {
      const outgoing = prepared?.(request, occasion)?.outgoing
      const known = outgoing && observed.get(outgoing)
      if (known?.turn === where.turn) return known
      const seen = observe(where, await send(request, signal, occasion), profile)
      if (outgoing) observed.set(outgoing, seen)
      return seen
    },
  }
}

/** What was made of the replies that were made ahead. */
const observed = new WeakMap<object, Observation>()

const begun = new WeakMap<Judging['setting'], Map<Case, Next | undefined>>()

/** The first requests of a case; composed once, because nothing comes before them. */
function begin(testCase: Case, setting: Judging['setting'], profile: Judging['profile']): Next | undefined {
  const known = begun.get(setting) ?? new Map<Case, Next | undefined>()
  begun.set(setting, known)
  if (!known.has(testCase)) known.set(testCase, next(testCase, [], setting, profile))
  return known.get(testCase)
}
