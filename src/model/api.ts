/** Where we ask: the endpoints of an API. */
import type { JsonObject } from './json.ts'

/** Endpoints that are tested together: a file of specs/apis. */
export interface Api {
  readonly title: string
  readonly about?: string
  /** What its base URL looks like, for messages. */
  readonly address?: string
  /** The endpoint that lists the models; without it the target has none to choose from. */
  readonly lists?: Endpoint
  /** Body of a request to the first endpoint that shows whether the target is there. */
  readonly hello: JsonObject
  readonly endpoints: readonly EndpointFacts[]
}

/** Name of an endpoint in specs/apis; `other` for a path or method that is none. */
export type Endpoint = string

/** All that the engine knows of an endpoint. */
export interface EndpointFacts {
  readonly name: Endpoint
  readonly method: string
  /** Path below the base URL; `*` stands for one step. */
  readonly path: string
  /** What is added to a body: the model under test, the conversation so far. */
  readonly adds: readonly ('model' | 'messages')[]
  /** Schema file of a right request. */
  readonly request?: string
  /** JSONPaths into a body: to the limit of tokens of one answer, and to the number of answers. */
  readonly ceiling?: { readonly tokens: readonly string[]; readonly answers?: string }
  /** A reply that is one JSON object: which observation it becomes, and its schema file. */
  readonly json?: ReplyForm<'completion' | 'models' | 'model' | 'reply'>
  /** A reply that is an event stream; the schema is that of the data of one event. */
  readonly events?: ReplyForm<'stream' | 'events'>
  /** Schema file of a refusal. */
  readonly errors: string
}

export interface ReplyForm<K> {
  readonly as: K
  readonly schema: string
  /** JSONPath to what the model said. */
  readonly texts?: string
}
