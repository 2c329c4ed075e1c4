/**
 * Which cases a twist changes. One run of the suite against the reference server is recorded: for every request what the
 * hooks of a twist receive. A twist is then given copies of it. In the cases where it changes nothing it would send the
 * very same bytes, in which no rule finds anything (the test of the variants shows it): leaving these cases out changes
 * nothing but the time. If a twist changes only the form of replies, the changed bytes are known too.
 */
import { type Draft, finish, type Outgoing } from '../../server/answer.ts'
import { judge, pass } from '../../server/hooks.ts'
import { failureReply } from '../../server/http.ts'
import type { Answer, Asked, Body, Refusal, Twist } from '../../server/twist.ts'
import type { Occasion, Request } from '../../src/model/index.ts'
import { type Prepared, type Ways, written } from './in-process.ts'

/** What a hook received before there was a reply. */
type Step =
  | { readonly hook: 'request'; readonly value: Body }
  | { readonly hook: 'refusal'; readonly value: Refusal | undefined }
  | { readonly hook: 'answers'; readonly value: Answer[] }

interface Recorded {
  readonly case: string
  readonly key: string
  readonly request: Request
  readonly asked: Asked
  readonly steps: readonly Step[]
  readonly draft: Draft
  /** What the reference server sends. */
  readonly plain: Outgoing
  readonly sentAt: number
}

/** A run against the reference server, request by request. */
export type Recording = readonly Recorded[]

export interface Recorder extends Pick<Required<Ways>, 'onDraft'> {
  /** Changes nothing, and records what hooks receive. */
  readonly twist: Twist
  readonly recording: Recording
}

export function startRecorder(): Recorder {
  const recording: Recorded[] = []
  const stepsOf = new WeakMap<Asked, Step[]>()
  const note = (asked: Asked, step: Step): void => {
    const steps = stepsOf.get(asked) ?? []
    stepsOf.set(asked, steps)
    steps.push(copy(step))
  }
  return {
    recording,
    twist: {
      says: 'Nothing is different.',
      request: (value, asked) => note(asked, { hook: 'request', value }),
      refusal: (value, asked) => {
        note(asked, { hook: 'refusal', value })
        return value
      },
      answers: (value, asked) => note(asked, { hook: 'answers', value }),
    },
    onDraft: (draft, asked, request, occasion) =>
      void recording.push({
        case: occasion.case,
        key: keyOf(occasion),
        request,
        asked: { ...asked },
        steps: stepsOf.get(asked) ?? [],
        draft: copyOf(draft),
        plain: finish(copyOf(draft), asked, []),
        sentAt: Date.now(),
      }),
  }
}

export interface Reach {
  /** The ids of the cases that the twist changes; undefined if they differ from run to run. */
  readonly cases: readonly string[] | undefined
  /** The replies of these cases, if the twist changes only their bytes. */
  readonly prepared?: Ways['prepared']
}

/** @param twist a twist of the contract: a twist of a dialect changes none of the replies recorded here */
export function reachIn(recording: Recording, twist: Twist): Reach {
  if (twist.piece) return { cases: undefined }
  let isSteady = true
  const cases = new Set<string>()
  const replies = new Map<string, Prepared>()
  for (const recorded of recording) {
    // Twists that depend on the number of earlier requests differ from run to run.
    const asked: Asked = Object.create(recorded.asked, {
      count: {
        get: () => {
          isSteady = false
          return recorded.asked.count
        },
      },
    })
    const isEarly = recorded.steps.some((step) => changes(twist, step, asked)) || twist.wire?.(asked) !== undefined
    const outgoing = isEarly ? recorded.plain : unlessSame(shaped(twist, recorded, asked), recorded.plain)
    if (isEarly || outgoing !== recorded.plain) cases.add(recorded.case)
    replies.set(recorded.key, { request: recorded.request, outgoing, sentAt: recorded.sentAt })
  }
  if (!isSteady) return { cases: undefined }
  return { cases: [...cases], ...(changesOnlyForm(twist) ? { prepared: lookUpIn(replies) } : {}) }
}

/** Whether the whole effect of the twist is in the bytes of a reply: it changes neither what is answered nor how it is delivered. */
function changesOnlyForm(twist: Twist): boolean {
  const { request, refusal, answers, pieces, piece, wire } = twist
  return !(request ?? refusal ?? answers ?? pieces ?? piece ?? wire)
}

/**
 * Only an identical request of the first attempt gets the reply: a later turn of a conversation may send something else than before, and a
 * reply that is sent twice has one id.
 */
function lookUpIn(replies: ReadonlyMap<string, Prepared>): Ways['prepared'] {
  return (request, occasion) => {
    const reply = occasion.attempt === 1 ? replies.get(keyOf(occasion)) : undefined
    return reply && isSameRequest(reply.request, request) ? reply : undefined
  }
}

function changes(twist: Twist, { hook, value }: Step, asked: Asked): boolean {
  if (!twist[hook]) return false
  const given = copy(value)
  return JSON.stringify(changed(twist, hook, given, asked)) !== JSON.stringify(value)
}

function changed(twist: Twist, hook: Step['hook'], copy: Step['value'], asked: Asked): unknown {
  if (hook === 'answers') return pass([twist], hook, copy, asked)
  if (hook === 'refusal') return judge([twist], copy as Refusal | undefined, asked)
  asked.body = copy as Body
  twist.request?.(asked.body, asked)
  return copy
}

/** The reply after the hooks that change its form. */
function shaped(twist: Twist, { draft, plain }: Recorded, asked: Asked): Outgoing {
  const hooks: readonly (keyof Twist | undefined)[] = [
    draft.hook,
    ...(draft.frames ? (['frames', 'pieces', 'head'] as const) : (['reply'] as const)),
  ]
  if (!hooks.some((hook) => hook && twist[hook])) return plain
  try {
    return written(finish(copyOf(draft), asked, [twist]))
  } catch (problem) {
    return { streamed: false, reply: failureReply(problem) }
  }
}

/** Ten times as fast as structuredClone, which is left what is not plain JSON. */
function copy<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copy) as T
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value)
  const members: Record<string, unknown> = {}
  for (const name of Object.keys(value)) members[name] = copy(value[name as keyof T])
  return members as T
}

function copyOf({ headers, value, ...draft }: Draft): Draft {
  return { ...draft, headers: { ...headers }, value: copy(value) }
}

/** The plain reply itself where the other has the same bytes: what is kept for it is found again. */
function unlessSame(outgoing: Outgoing, plain: Outgoing): Outgoing {
  return isSame(outgoing, plain) ? plain : outgoing
}

function isSame(one: Outgoing, other: Outgoing): boolean {
  if (one === other) return true
  if (one.streamed && other.streamed) return isSameHead(one.head, other.head) && areSame(one.pieces, other.pieces)
  if (one.streamed || other.streamed) return false
  const [mine, its] = [one.reply, other.reply]
  if (!isSameHead(mine, its)) return false
  return mine.body === its.body || Buffer.from(mine.body as string).equals(Buffer.from(its.body as string))
}

type Head = Pick<Draft, 'status' | 'headers'>

function isSameHead(one: Head, other: Head): boolean {
  return one.status === other.status && JSON.stringify(one.headers) === JSON.stringify(other.headers)
}

function areSame(some: readonly Buffer[], others: readonly Buffer[]): boolean {
  return some.length === others.length && some.every((piece, i) => piece.equals(others[i] ?? Buffer.alloc(0)))
}

function isSameRequest(one: Request, other: Request): boolean {
  return (
    one.method === other.method &&
    one.url === other.url &&
    one.text === other.text &&
    one.hangUp === other.hangUp &&
    JSON.stringify(one.headers) === JSON.stringify(other.headers)
  )
}

function keyOf({ case: id, turn, reply }: Occasion): string {
  return `${id} ${turn} ${reply}`
}
