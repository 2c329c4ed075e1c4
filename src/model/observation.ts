/** Observations: exchanges after they are parsed. */
import type { AnswerCall, AnswerText, Endpoint, Tokens } from './api.ts'
import type { Beyond } from './dialect.ts'
import type { Exchange, Request } from './exchange.ts'
import type { Wire } from './json.ts'

/** One place where a JSON value does not match its schema. */
export interface Violation {
  /** The rule that this part of the schema belongs to (`x-rule` in the schema). */
  readonly rule: string
  readonly at: string
  readonly message: string
  /** undefined if the field is absent. */
  readonly got?: unknown
}

/** What a capture may not contain: reading it then throws, and rules that read it report nothing. */
export type Fact = 'request' | 'status' | 'headers' | 'sentAt' | 'times'

/**
 * How much of an incomplete reply is there.
 *   beginning  from its first byte on, but perhaps not to its end
 *   middle     pieces from anywhere
 */
export type Part = 'beginning' | 'middle'

/** What is common to all observations. */
interface Seen {
  readonly case: string
  readonly turn: number
  /** Name of the API that the request was sent to. */
  readonly api: string
  /** Name of the endpoint that it was sent to; `other` if the API does not have the path. */
  readonly endpoint: Endpoint
  /** The request asked for an event stream; undefined if requests of the endpoint cannot choose. */
  readonly wantsStream: boolean | undefined
  /** What the case expects: a success, a rejection (4xx), or either. */
  readonly owed: 'success' | 'refusal' | 'either'
  readonly request: Request
  readonly exchange: Exchange
  /** The body decoded as UTF-8 (invalid bytes replaced). */
  readonly text: string
  /** Byte offset of the first byte that is not UTF-8. */
  readonly invalidUtf8At?: number
  /** The body starts with a byte order mark. */
  readonly bom: boolean
  /** Fields that the contract does not have; of a stream, the first of each kind and all that do not match the profile. */
  readonly beyond: readonly Beyond[]
  /** Absent for a complete reply. */
  readonly part?: Part
  /** What its capture does not contain: reading it throws. */
  readonly lacks?: ReadonlySet<Fact>
}

/** A 2xx reply that is one JSON object; `endpoint` says which. */
export interface JsonSeen extends Answered {
  readonly kind: 'json'
}

/** The content of a 2xx reply. */
interface Answered extends Seen {
  /** The object of the reply, or the one that the events of a stream add up to: its fields may have any type. */
  readonly result: Wire
  /** The texts that the model generated, one for each answer. */
  readonly texts: readonly AnswerText[]
  /** The tools that the model called. */
  readonly calls: readonly AnswerCall[]
  readonly violations: readonly Violation[]
}

/**
 * How far a stream got, whether or not it ended.
 *   none     no part of an answer
 *   begun    a part of it
 *   overdue  it should have ended: the answer is finished, or longer than the request allows
 */
export type Progress = 'none' | 'begun' | 'overdue'

/** A 2xx reply read as an event stream. */
export interface StreamSeen extends Answered {
  readonly kind: 'stream'
  /** Every line of the body, by the rules of the SSE standard, without its line end. */
  readonly lines: readonly Line[]
  /** The events that a conforming parser dispatches. */
  readonly events: readonly SseEvent[]
  /** The events whose data is a JSON object that is not an error, in order. */
  readonly chunks: readonly Chunk[]
  /** By the dialect, every delta contains the complete text so far. */
  readonly cumulative?: true
  /** The event that ends a stream of this API has arrived. */
  readonly isEnded: boolean
  readonly progress: Progress
}

export interface Line {
  readonly text: string
  readonly at: number
}

export interface SseEvent {
  readonly data: string
  /** Value of the event field. */
  readonly event?: string
  readonly at: number
  /** What the data is: a chunk, the terminator, an error object, or something that no client can read. */
  readonly is: 'chunk' | 'done' | 'error' | 'other'
  /** The parsed data, if it is JSON. */
  readonly json?: unknown
}

export interface Chunk {
  /** Position among the events. */
  readonly event: number
  readonly at: number
  readonly data: Wire
  /** The data as it was sent: parsing loses details, such as 1.0. */
  readonly text: string
  /** Its type, if the API has typed events. */
  readonly type?: string
}

/** An error reply: any status but 2xx, or a 2xx with an error object. */
export interface ErrorSeen extends Seen {
  readonly kind: 'error'
  readonly status: number
  /** The parsed body, if it is JSON. */
  readonly body?: unknown
  readonly violations: readonly Violation[]
}

/** A reply that cannot be read: none at all, or a 2xx body of another form. */
export interface UnreadableSeen extends Seen {
  readonly kind: 'unreadable'
  readonly why: string
}

/** The body of a request, by itself. */
export interface RequestSeen {
  readonly kind: 'request'
  readonly api: string
  readonly endpoint: Endpoint
  readonly body: unknown
  readonly violations: readonly Violation[]
}

/** One reply, parsed. */
export type Observation = JsonSeen | StreamSeen | ErrorSeen | UnreadableSeen

/** One event of a stream, for rules about events of a certain type. */
export interface EventSeen {
  readonly kind: 'event'
  readonly type: string
  readonly data: Wire
  /** Position among the chunks of the stream. */
  readonly index: number
  readonly stream: StreamSeen
}

/** All replies of one case, in order: for rules that compare replies. */
export interface ConversationSeen {
  readonly kind: 'conversation'
  readonly replies: readonly Observation[]
}

/** What is kept of every reply of a run, for rules about the complete run. */
export interface Trace {
  readonly case: string
  readonly turn: number
  readonly id?: unknown
  readonly callIds: readonly unknown[]
  /** What the reply cost, if it says so. */
  readonly tokens?: Tokens
  /** The models that the reply lists, each with the time at which it was created. */
  readonly dated?: readonly (readonly [id: string, created: number])[]
  /** Fields beyond the contract, without their values. */
  readonly beyond: readonly Pick<Beyond, 'at' | 'in' | 'documented'>[]
}

export interface RunSeen {
  readonly kind: 'run'
  readonly traces: readonly Trace[]
}

/** What a rule can be about. */
export type Subject = Observation | EventSeen | ConversationSeen | RunSeen | RequestSeen

export type Kind = Subject['kind']
