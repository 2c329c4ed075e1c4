/** What a reply means: exchanges understood. */
import type { Beyond } from './dialect.ts'
import type { Exchange, Request } from './exchange.ts'
import type { Wire } from './json.ts'

/** One place where a JSON value does not fit its schema. */
export interface Violation {
  /** The rule that this part of the schema belongs to (`x-rule` in the schema). */
  readonly rule: string
  readonly at: string
  readonly message: string
  /** undefined where the member is absent. */
  readonly got?: unknown
}

/** What a capture may fail to tell of an exchange: its getters throw then, and no rule that asks for one speaks. */
export type Fact = 'request' | 'status' | 'headers' | 'sentAt' | 'times'

/**
 * How much of a reply is there, where it is not all of it.
 *   beginning  from its first byte on, but perhaps not to its end
 *   middle     pieces from anywhere
 */
export type Part = 'beginning' | 'middle'

/** What is common to all observations. */
interface Seen {
  readonly case: string
  readonly turn: number
  /** What the case is owed: a success, a refusal (4xx), or either. */
  readonly owed: 'success' | 'refusal' | 'either'
  readonly request: Request
  readonly exchange: Exchange
  /** The body decoded as UTF-8 (invalid bytes replaced). */
  readonly text: string
  /** Byte offset of the first byte that is not UTF-8. */
  readonly invalidUtf8At?: number
  /** The body starts with a byte order mark. */
  readonly bom: boolean
  /** Members that the contract does not know; of a stream, the first of each kind and whatever does not fit. */
  readonly beyond: readonly Beyond[]
  /** Absent for a whole reply. */
  readonly part?: Part
  /** What its capture does not tell: to ask for it throws. */
  readonly lacks?: ReadonlySet<Fact>
}

/** A 2xx JSON reply of the chat endpoint. */
export interface CompletionSeen extends Seen {
  readonly kind: 'completion'
  readonly completion: Wire
  readonly violations: readonly Violation[]
}

/** A 2xx reply read as an event stream. */
export interface StreamSeen extends Seen {
  readonly kind: 'stream'
  /** Every line of the body, by the rules of the SSE standard, without its line end. */
  readonly lines: readonly Line[]
  /** The events that a conforming parser dispatches. */
  readonly events: readonly SseEvent[]
  /** The events whose data is a JSON object that is not an error, in order. */
  readonly chunks: readonly Chunk[]
  /** The dialect promises that every delta holds the whole text so far. */
  readonly cumulative?: true
  /** The completion that the chunks add up to; its members are as trustworthy as the chunks. */
  readonly completion: Wire
  readonly violations: readonly Violation[]
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
  /** What the data is: a chunk, the terminator, an error object, or nothing that a client can read. */
  readonly is: 'chunk' | 'done' | 'error' | 'other'
  /** The data parsed, where it is JSON. */
  readonly json?: unknown
}

export interface Chunk {
  /** Position among the events. */
  readonly event: number
  readonly at: number
  readonly data: Wire
  /** The data as it was sent: for what parsing loses, such as 1.0. */
  readonly text: string
}

/** A reply that says no: any status but 2xx, or a 2xx that carries an error object. */
export interface ErrorSeen extends Seen {
  readonly kind: 'error'
  readonly status: number
  /** The body parsed, where it is JSON. */
  readonly body?: unknown
  readonly violations: readonly Violation[]
}

/** A 2xx JSON reply of GET /models. */
export interface ModelsSeen extends Seen {
  readonly kind: 'models'
  readonly body: Wire
  readonly violations: readonly Violation[]
}

/** A 2xx JSON reply of GET /models/{id}. */
export interface ModelSeen extends Seen {
  readonly kind: 'model'
  readonly body: Wire
  readonly violations: readonly Violation[]
}

/** A 2xx JSON reply of an endpoint that has no kind of its own; rules tell by `request.endpoint` which one. */
export interface ReplySeen extends Seen {
  readonly kind: 'reply'
  readonly body: Wire
  /** What the model said, one text for each answer. */
  readonly texts: readonly string[]
  readonly violations: readonly Violation[]
}

/** A 2xx event stream of an endpoint that has no kind of its own. */
export interface EventsSeen extends Seen {
  readonly kind: 'events'
  readonly lines: readonly Line[]
  readonly events: readonly SseEvent[]
  /** The events whose data is a JSON object that is not an error, in order. */
  readonly chunks: readonly Chunk[]
  /** What the model said: one text, or none where no event has a piece of it. */
  readonly texts: readonly string[]
  readonly violations: readonly Violation[]
}

/** Nothing that could be understood: no reply, or a 2xx body of another form. */
export interface UnreadableSeen extends Seen {
  readonly kind: 'unreadable'
  readonly why: string
}

/** The body of a request to the chat endpoint, for itself. */
export interface RequestSeen {
  readonly kind: 'request'
  readonly body: unknown
  readonly violations: readonly Violation[]
}

/** One reply, understood. */
export type Observation =
  | CompletionSeen
  | StreamSeen
  | ErrorSeen
  | ModelsSeen
  | ModelSeen
  | ReplySeen
  | EventsSeen
  | UnreadableSeen

/** All replies of one case, in order: for what only a comparison can show. */
export interface ConversationSeen {
  readonly kind: 'conversation'
  readonly replies: readonly Observation[]
}

/** What is kept of every reply of a run, for what only the whole run can show. */
export interface Trace {
  readonly case: string
  readonly turn: number
  readonly id?: unknown
  readonly callIds: readonly unknown[]
  /** Members beyond the contract, without their values. */
  readonly beyond: readonly Pick<Beyond, 'at' | 'in' | 'documented'>[]
}

export interface RunSeen {
  readonly kind: 'run'
  readonly traces: readonly Trace[]
}

/** Everything that a rule can be about. */
export type Subject = Observation | ConversationSeen | RunSeen | RequestSeen

export type Kind = Subject['kind']
