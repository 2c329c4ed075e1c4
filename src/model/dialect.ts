/** What a dialect is: what a target promises, adds and spells in its own way. */
import type { Api } from './api.ts'
import type { Capability } from './ask.ts'
import type { JsonObject, JsonSchema, JsonType } from './json.ts'

/** A dialect: what the target promises, what it spells differently, and which findings are tolerated. */
export interface Profile {
  readonly name: string
  readonly title: string
  /** Whose dialect it is, and which state of it. */
  readonly about?: string
  /** The API that it is a dialect of: cases that ask another one are not run. */
  readonly api: Api
  /** Capabilities that the target promises: a refusal of one of these is a failure. */
  readonly promises: readonly Capability[]
  /** Capabilities that the target is known not to have: cases that need one are not sent. What is neither promised nor lacking is unknown. */
  readonly lacks: readonly Capability[]
  /** What the dialect does not take in a request: cases that send it are not sent. */
  readonly limits: readonly Limit[]
  /** How a request is spelled in this dialect. */
  readonly adapt: Adaptation
  /** Members beyond the contract that the dialect documents. */
  readonly extensions: readonly Extension[]
  /** Every delta of a stream holds the whole text so far, in place of what was added. */
  readonly cumulative?: true
  readonly tolerate: readonly Tolerance[]
  /** What gives the dialect away: used to suggest the profile to a user who named none. */
  readonly signs: readonly Sign[]
}

/** A finding that does not count, and why. Levels never bend to what servers do; tolerance does, here. */
export interface Tolerance {
  readonly rule: string
  /** Only findings at a place that matches this pointer pattern; `*` stands for one step. */
  readonly at?: string
  /** Only where the member is absent, or only where it is of this JSON type. */
  readonly when?: 'absent' | JsonType
  /** Only in cases that this pattern means. */
  readonly case?: string
  readonly reason: string
  readonly source: string
  /** The dialect is known to do this: where it no longer does, the tolerance is stale. Otherwise servers may or may not. */
  readonly expected?: boolean
}

/** A request that does not fit `is` is none of this dialect. */
export interface Limit {
  readonly says: string
  /** JSONPath into the request body; each value found has to fit. */
  readonly at: string
  readonly is: JsonSchema
  readonly source: string
}

export interface Adaptation {
  /** Members of the request body by the contract's name → the dialect's. */
  readonly rename: Readonly<Record<string, string>>
  /** Members that are added to every chat request that does not have them. */
  readonly add: JsonObject
  /** Content parts by their type in the contract → the form that the dialect takes. */
  readonly parts: Readonly<Record<string, PartForm>>
  /** The request header that carries the bare key, in place of `Authorization: Bearer`. */
  readonly keyHeader?: string
  /** Query of every request, such as a version of the API. */
  readonly query: Readonly<Record<string, string>>
}

/**
 * Forms of a content part that the contract does not know.
 *   url-string  `image_url` is the address itself, not an object with it
 *   audio-url   `input_audio` is `audio_url` with a data URI
 */
export type PartForm = 'url-string' | 'audio-url'

/** Which object of a reply a member belongs to: a name that an endpoint in specs/apis gives it, or `error`. */
export type Holder = string

/** A member beyond the contract that a dialect documents. */
export interface Extension {
  /** Pattern of its place in the object, such as `/choices/N/message/reasoning`. */
  readonly at: string
  /** The objects that may have it; all without it. */
  readonly in?: readonly Holder[]
  readonly is: JsonSchema
  readonly about: string
  readonly source: string
}

/** Something that only one dialect, or few, do. */
export interface Sign {
  /** The fact, for people: `models are owned by "vllm"`. */
  readonly says: string
  readonly on: Holder
  /** JSONPath into the object, of which a value has to fit `is`. */
  readonly at?: string
  /** Name of a reply header whose value has to fit `is`, in place of `at`. */
  readonly header?: string
  readonly is: JsonSchema
}

/** A member of a reply that the contract does not know. Legal, always. */
export interface Beyond {
  /** JSON pointer into the observation, as in findings. */
  readonly at: string
  readonly in: Holder
  readonly got: unknown
  /** The profile documents it. */
  readonly documented: boolean
  /** Why it is not what the profile documents. */
  readonly misfit?: string
}
