/** Judges one reply by what its turn expects and assumes. Rules are not evaluated here. */
import { owedBy } from '../ask/owed.ts'
import { describeDuration } from '../foundation/duration.ts'
import type { Capability, Case, Observation, Profile, Protocol, Turn } from '../model/index.ts'
import { serverWords, type Unmet, unmet, unmetStatus } from './expect.ts'

export interface ReplyJudgement {
  /** A later turn can build on the reply. */
  readonly isUsable: boolean
  /** The rest of the case depends on a status that did not come. */
  readonly isOver: boolean
  /** Why the case could not be tested. */
  readonly trouble?: string
  /** An optional ability that the target refused, in its own words. */
  readonly refused?: string
  /** The capabilities that a refused request needs and the profile does not promise; none if the refusal is lawful in any case. */
  readonly lacking?: readonly Capability[]
  /** The capability that a refusal is about by its message, whatever else the request needs. */
  readonly refusedFor?: Capability
  /** The target is away, for this request at least. */
  readonly isAway?: true
  /** What the model or the target did not do, although the case assumes it. */
  readonly unmet?: string
  /** Expectations that do not hold. */
  readonly missed: readonly Unmet[]
}

const UNUSABLE = { isUsable: false, isOver: false, missed: [] } as const

/**
 * The judgement of a reply.
 * @param accepted a turn before this one was answered with the success that it expects
 */
export function judgeReply(
  seen: Observation,
  turn: Turn,
  { needs }: Pick<Case, 'needs'>,
  accepted: boolean,
  profile: Profile,
): ReplyJudgement {
  const trouble = describeTrouble(seen, turn) ?? describeLateness(seen)
  if (trouble) return { ...UNUSABLE, trouble, ...(isAway(seen, turn) ? { isAway: true } : {}) }
  const wrong = unmetStatus(turn.expect, seen)
  if (wrong) {
    const all = findOptional([...needs, ...turn.needs], profile)
    // What was accepted once in a case is there: only what this turn adds may be missing.
    const isOptional = accepted ? findOptional(turn.needs, profile).length > 0 : all.length > 0
    return judgeWrongStatus(seen, turn, wrong, isOptional ? all : [], profile)
  }
  const isExpected = seen.owed !== 'success' || (seen.kind !== 'error' && seen.kind !== 'unreadable')
  return isExpected ? judgeExpected(seen, turn, profile) : UNUSABLE
}

/** The reply has another status than the turn expects: a lawful refusal, or an expectation that does not hold. */
function judgeWrongStatus(
  seen: Observation,
  turn: Turn,
  wrong: Unmet,
  lacking: readonly Capability[],
  profile: Profile,
): ReplyJudgement {
  const { status = 0 } = seen.exchange
  // A 4xx (or 501) to what the contract leaves optional and the profile does not promise is a missing feature.
  const isRefusal = seen.kind === 'error' && ((status >= 400 && status < 500) || status === 501)
  if (isRefusal && owedBy(turn.expect) === 'success') {
    const said = serverWords(seen)
    const refused = `refused with ${status}: ${(said ?? 'no message').slice(0, 300)}`
    const named = findNamed(seen.text, profile)
    if (named !== undefined) return { ...UNUSABLE, refused: `${refused} (${named})`, refusedFor: named }
    if (lacking.length) return { ...UNUSABLE, refused, lacking: isAboutForm(seen, status, profile) ? lacking : [] }
  }
  // http/server-error already reports a 5xx; it is not reported twice. For an ability that was never shown, a 5xx
  // shows no more than that it is missing.
  const isFeature = lacking.length > 0 && owedBy(turn.expect) !== 'either'
  const isReported = status < 500 || (turn.expect.rule !== undefined && !isFeature)
  return { ...UNUSABLE, missed: isReported ? [wrong] : [] }
}

/** The optional capability that the message of a refusal is about; undefined if there is none or the profile promises it. */
function findNamed(text: string, { api, promises }: Profile): Capability | undefined {
  const words = Object.entries(api.refusals?.words ?? {})
  return words.find(([name, pattern]) => !promises.includes(name) && new RegExp(pattern, 'iu').test(text))?.[0]
}

/** Statuses of a refusal that is about what the request says, and about no key, size, quota or policy. */
const ABOUT_CONTENT: readonly number[] = [400, 404, 405, 415, 422, 501]

function isAboutForm({ text }: Observation, status: number, { api: { refusals } }: Profile): boolean {
  if (!ABOUT_CONTENT.includes(status)) return false
  return refusals?.lawful === undefined || !new RegExp(refusals.lawful, 'iu').test(text)
}

function judgeExpected(seen: Observation, turn: Turn, { api }: Profile): ReplyJudgement {
  const { places } = api.protocol
  const otherStatus = turn.assume.status && unmetStatus(turn.assume, seen)
  // A refusal that the turn expects has no answer that could be assumed.
  const { fields } = turn.assume
  const assumed = seen.kind === 'error' ? (fields ? { fields } : {}) : turn.assume
  const assumption = otherStatus ?? unmet(assumed, seen, places)[0]
  if (!assumption) return { isUsable: true, isOver: false, missed: unmet(turn.expect, seen, places) }
  return { ...UNUSABLE, isOver: otherStatus !== undefined, unmet: describeAssumption(assumption, places) }
}

/** Says who did not do it: the model decides what a reply says and calls, the target everything else. */
function describeAssumption({ part, at, message }: Unmet, places: Protocol['places']): string {
  if (part === 'calls') return `the model did not do what the case assumes: ${message}`
  const who = part === 'content' || (part === 'fields' && isGenerated(at, places)) ? 'model' : 'target'
  return `the ${who} did not do what the case assumes: ${part === 'status' ? 'the status' : at} ${message}`
}

/** Whether a place, which is a JSON pointer or a JSONPath, is in a text or a call of the model. */
function isGenerated(at: string, { texts, calls }: Protocol['places']): boolean {
  const pointer = at
    .replace(/^\$/, '')
    .replace(/\.|\[/g, '/')
    .replaceAll(']', '')
    .replace(/\/(\d+|\*)(?=\/|$)/g, '/0')
  return [texts, calls].some((place) => `${pointer}/`.startsWith(`${place}/`))
}

/** What the contract leaves optional and the profile does not promise. */
function findOptional(needs: readonly Capability[], { promises }: Profile): readonly Capability[] {
  return [...new Set(needs)].filter((need) => !promises.includes(need))
}

/** Trouble that says nothing about conformance; undefined if there is none. */
function describeTrouble({ exchange, ...seen }: Observation, turn: Turn): string | undefined {
  if (seen.kind === 'unreadable' && ['unreachable', 'no-reply', 'aborted'].includes(exchange.ended)) return seen.why
  const { status } = exchange
  const isExpected = turn.expect.status?.some((accepted) => accepted === status)
  if (status === undefined || isExpected) return undefined
  const again = exchange.retries.length ? `, also after ${exchange.retries.length} retries` : ''
  if (status === 429) return `rate limited (429${again})`
  if (AWAY.includes(status)) return `the target is unavailable (${status}${again})`
  // A request without a valid key is refused before anything else. A turn with a key of its own is about just that.
  const isAboutKeys = turn.headers.authorization !== undefined
  return status === 401 && !isAboutKeys ? 'the target rejected the key (401)' : undefined
}

/** The statuses of a target that is not there. */
const AWAY: readonly number[] = [502, 503, 504, 529]

function isAway({ exchange: { status = 0 } }: Observation, { expect }: Turn): boolean {
  return AWAY.includes(status) && !expect.status?.includes(status)
}

/** Whether rules are evaluated for a reply: not for one that says nothing about conformance. A rate limit has a form of its own to keep. */
export function isEvaluated(seen: Observation, turn: Turn): boolean {
  return seen.exchange.status === 429 || describeTrouble(seen, turn) === undefined
}

/** A reply that did not end. Where no rule reports that, it leaves the case untested. */
function describeLateness(seen: Observation): string | undefined {
  const { ended, timings } = seen.exchange
  if (ended !== 'stalled' && ended !== 'timeout' && ended !== 'too-big') return undefined
  // After its last event a stream only waits to be closed.
  if (seen.kind === 'stream' && seen.isEnded) return undefined
  return `the reply had not ended after ${describeDuration(timings.totalMs)} (${ended})`
}
