/** Where we ask: the endpoints of an API, and the protocol that its messages follow. */
import type { Capability } from './ask.ts'
import type { Captures } from './captures.ts'
import type { Holder, Profile } from './dialect.ts'
import type { Json, JsonObject, Wire } from './json.ts'
import type { Chunk, Progress } from './observation.ts'

/** Endpoints that are tested together: a folder of specs/apis. */
export interface Api {
  /** Name of its folder. */
  readonly name: string
  readonly title: string
  readonly about?: string
  /** What its base URL looks like, for messages. */
  readonly address?: string
  /** Where a suite or a profile names no API, this one is meant. */
  readonly isDefault?: true
  /** The endpoint that lists the models; without it the target has none to choose from. */
  readonly lists?: Endpoint
  /** Body of a request to the first endpoint that shows whether the target is there. */
  readonly hello: JsonObject
  /** The optional abilities that cases of this API may need. */
  readonly capabilities: readonly Capability[]
  readonly endpoints: readonly EndpointFacts[]
  readonly protocol: Protocol
}

/** Name of an endpoint in specs/apis; `other` for a path or method that is none. */
export type Endpoint = string

/** All that the engine knows of an endpoint. */
export interface EndpointFacts {
  readonly name: Endpoint
  readonly method: string
  /** Path below the base URL; `*` matches one path segment. */
  readonly path: string
  /** Members that are added to a body: the one that names the model under test, and the one that holds the conversation so far. */
  readonly adds: { readonly model?: string; readonly conversation?: string }
  /** Schema file of a valid request. */
  readonly request?: string
  /** JSONPaths into a body: to the limit of tokens of one answer, and to the number of answers. */
  readonly ceiling?: { readonly tokens: readonly string[]; readonly answers?: string }
  /** A reply that is one JSON object. */
  readonly json?: JsonForm
  /** A reply that is an event stream. */
  readonly events?: EventsForm
  /** Schema file of an error reply. */
  readonly errors: string
}

/** What a JSON reply holds. */
export interface JsonForm {
  /** Name of the object, as profiles call it in `extensions` and `signs`. */
  readonly as: Holder
  /** Schema file. */
  readonly schema: string
}

/** What the events of a stream hold. */
export interface EventsForm extends JsonForm {
  /** JSONPath into the body of a request; a stream is asked for where it finds true. */
  readonly when?: string
  /** JSONPath to the type of an event in its data; without it events have no types. */
  readonly type?: string
  /** Schema files by type of event, for APIs whose events differ; `schema` holds for all other types. */
  readonly types?: Readonly<Record<string, string>>
  /** What the last event of a stream is: its data as text, or one of these types. Without it a stream ends with the connection. */
  readonly end?: { readonly data?: string; readonly types?: readonly string[] }
}

/** A text of an answer. A protocol gives the value as it came: it is a string only if the server is right. */
export interface AnswerText {
  /** JSON pointer into the result. */
  readonly at: string
  readonly text: unknown
}

/** A call of a tool in an answer. */
export interface AnswerCall {
  /** JSON pointer into the result. */
  readonly at: string
  readonly name: unknown
  readonly id: unknown
}

/** What the next request of a conversation carries on with. */
export interface Continuation {
  /** The conversation so far: what is put before the turn's own messages. */
  readonly said: readonly Json[]
  /** Further members of the body, such as the id of the reply that it follows. */
  readonly members?: JsonObject
}

/**
 * All that is particular to one API: the only code that knows the shape of its messages. Pure functions, handed to the
 * stages like rules are; none of them throws, whatever a server sent.
 */
export interface Protocol {
  /** The object that the events of a stream add up to, as a tolerant client builds it. Members that never came are absent. */
  assemble(chunks: readonly Chunk[], dialect: Pick<Profile, 'cumulative'>): Wire
  /** How far a stream with these events came. */
  progress(chunks: readonly Chunk[], request: unknown): Progress
  /** What the model said, one text for each answer. */
  texts(result: Wire): readonly AnswerText[]
  /** The tools that were called. */
  calls(result: Wire): readonly AnswerCall[]
  /** JSON pointers to where texts and calls are expected, for findings about there being none. */
  readonly places: { readonly texts: string; readonly calls: string }
  /** How many entries the longest list of answers has; more than anybody can ask for makes a reply unreadable. */
  countAnswers(value: Wire): number
  /** Whether a 2xx object is an answer although it has a member `error`. */
  isAnswer(body: Wire): boolean
  /**
   * How a conversation goes on after a reply.
   * @param said what the request of that reply carried
   * @param answers results for the tools that were called, by name; undefined if the turn gives none
   * @returns the reason if the model did something that leaves no valid request to send
   */
  next(
    said: readonly Json[],
    result: Wire,
    answers: Readonly<Record<string, Json>> | undefined,
  ): Continuation | { readonly unable: string }
  /** The body of a request with its content parts in the forms of a dialect. */
  adapt?(body: JsonObject, parts: Profile['adapt']['parts']): JsonObject
  /** The parts of an event whose strings continue from event to event: a secret may be spread over several of them. */
  strands?(event: Wire): readonly { readonly path: string; readonly value: unknown }[]
  /** How its messages are recognised in files. Without it `check` cannot judge files of this API. */
  readonly captures?: Captures
}
