/** APIs: their endpoints, and the protocol that their messages follow. */
import type { Capability } from './ask.ts'
import type { Captures } from './captures.ts'
import type { Holder, Profile } from './dialect.ts'
import type { Json, JsonObject, Wire } from './json.ts'
import type { Chunk, Progress } from './observation.ts'
import type { Explanation } from './rule.ts'

/** Endpoints that are tested together: a folder of specs/apis. */
export interface Api {
  /** Name of its folder. */
  readonly name: string
  readonly title: string
  readonly about?: string
  /** What its base URL looks like, for messages. */
  readonly address?: string
  /** The API of suites and profiles that name none. */
  readonly isDefault?: true
  /** The endpoint that lists the models; without it there is no list to choose a model from. */
  readonly lists?: Endpoint
  /** Body of a request to the first endpoint, sent to check that the target answers. */
  readonly hello: JsonObject
  /** The optional capabilities that cases of this API may need → patterns of the rules that are about them. */
  readonly capabilities: Readonly<Record<Capability, readonly string[]>>
  /** What a refusal says of a capability. */
  readonly refusals?: Refusals
  readonly endpoints: readonly EndpointFacts[]
  /** Which findings have one cause, the weightiest explanation first. */
  readonly explanations: readonly Explanation[]
  readonly protocol: Protocol
}

/** What a refusal says of a capability. A target that has accepted one form of a capability has to accept each valid form. */
export interface Refusals {
  /** Capabilities of which the contract leaves open which forms a target accepts. */
  readonly open?: readonly Capability[]
  /** Capability → the capability that shows that the target has it, although it is another one. */
  readonly shownBy?: Readonly<Record<Capability, Capability>>
  /** Capability → a pattern that matches the message of a refusal that is about it, whatever else the request needs. */
  readonly words?: Readonly<Record<Capability, string>>
  /** Matches the message or code of a refusal that is about the size, the model or a policy, and about no form. */
  readonly lawful?: string
}

/** Name of an endpoint in specs/apis; `other` for a path or method that the API does not have. */
export type Endpoint = string

/** What the engine knows about an endpoint. */
export interface EndpointFacts {
  readonly name: Endpoint
  readonly method: string
  /** Path below the base URL; `*` matches one path segment. */
  readonly path: string
  /** Fields that are added to a body: the one that names the model under test, and the one that has the conversation so far. */
  readonly adds: { readonly model?: string; readonly conversation?: string }
  /** Schema file of a valid request. */
  readonly request?: string
  /** JSONPaths into a body: to the token limit of one answer, and to the number of answers. */
  readonly ceiling?: { readonly tokens: readonly string[]; readonly answers?: string }
  /** A reply that is one JSON object. */
  readonly json?: JsonForm
  /** A reply that is an event stream. */
  readonly events?: EventsForm
  /** Schema file of an error reply. */
  readonly errors: string
}

/** What a JSON reply contains. */
export interface JsonForm {
  /** Name of the object, as profiles call it in `extensions` and `signs`. */
  readonly as: Holder
  /** Schema file. */
  readonly schema: string
}

/** What the events of a stream contain. */
export interface EventsForm extends JsonForm {
  /** JSONPath into the body of a request; a stream is requested if it finds true. */
  readonly when?: string
  /** JSONPath to the type of an event in its data; without it events have no types. */
  readonly type?: string
  /** Schema files by type of event, for APIs whose events differ; `schema` applies to all other types. */
  readonly types?: Readonly<Record<string, string>>
  /** The last event of a stream: its data as a string, or one of these types. Without it a stream ends when the connection closes. */
  readonly end?: { readonly data?: string; readonly types?: readonly string[] }
}

/** The text of an answer. A protocol returns the value as it was sent: it is a string only if the server is correct. */
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

/** Tokens that were read and written. */
export interface Tokens {
  readonly input: number
  readonly output: number
}

/** What the next request of a conversation contains of the conversation so far. */
export interface Continuation {
  /** The conversation so far: it is put before the turn's own messages. */
  readonly said: readonly Json[]
  /** Other fields of the body, such as the id of the previous reply. */
  readonly members?: JsonObject
}

/**
 * What is particular to one API: the only code that knows the form of its messages. Pure functions, passed to the stages
 * like rules; none of them throws, whatever a server sent.
 */
export interface Protocol {
  /** The object that the events of a stream add up to, as a tolerant client builds it. Fields that no event had are absent. */
  assemble(chunks: readonly Chunk[], dialect: Pick<Profile, 'cumulative'>): Wire
  /** How far a stream with these events got. */
  progress(chunks: readonly Chunk[], request: unknown): Progress
  /** The texts that the model generated, one for each answer. */
  texts(result: Wire): readonly AnswerText[]
  /** The tools that were called. */
  calls(result: Wire): readonly AnswerCall[]
  /** The tokens that an answer cost, as the server counted them; absent if this API does not say. */
  tokens?(result: Wire): Tokens | undefined
  /** The models in a reply that lists models, each with the time at which it was created; absent if this API does not say. */
  dated?(result: Wire): readonly (readonly [id: string, created: number])[]
  /** Whether the token limit of the request cut the reply before it contained any of the answer: while the model was thinking. */
  isStarved?(result: Wire): boolean
  /** JSON pointers to where texts and calls are expected, for findings that there are none. */
  readonly places: { readonly texts: string; readonly calls: string }
  /** Length of the longest list of answers; a reply with more than a request can ask for is unreadable. */
  countAnswers(value: Wire): number
  /** Whether a 2xx object is an answer although it has a field `error`. */
  isAnswer(body: Wire): boolean
  /**
   * How a conversation continues after a reply.
   * @param said the conversation in the request of that reply
   * @param answers results for the tools that were called, by name; undefined if the turn has none
   * @returns the reason if no valid request can follow what the model did
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
