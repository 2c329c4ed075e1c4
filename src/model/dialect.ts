/** Dialects: what a target promises, adds and writes differently. */
import type { Api } from './api.ts'
import type { Capability } from './ask.ts'
import type { JsonObject, JsonSchema, JsonType } from './json.ts'

/** A dialect: what the target promises, what it writes differently, and which findings are tolerated. */
export interface Profile {
  readonly name: string
  readonly title: string
  /** Which servers use the dialect, in which version. */
  readonly about?: string
  /** The API of the dialect: cases of other APIs are not run. */
  readonly api: Api
  /** Capabilities that the target claims to have: a rejection of one of these is a failure. */
  readonly promises: readonly Capability[]
  /** Capabilities that the target is known not to have: cases that need one are not sent. What is neither promised nor lacking is unknown. */
  readonly lacks: readonly Capability[]
  /** What the dialect does not accept in a request: cases that contain it are not sent. */
  readonly limits: readonly Limit[]
  /** There may be no model: only what does not depend on one is sent and judged. Absent if everything is. */
  readonly modelFree?: ModelFree
  /** How a request is written in this dialect. */
  readonly adapt: Adaptation
  /** Fields beyond the contract that the dialect documents. */
  readonly extensions: readonly Extension[]
  /** Every delta of a stream contains the complete text so far, instead of the new part. */
  readonly cumulative?: true
  readonly tolerate: readonly Tolerance[]
  /** Facts by which the dialect is recognised: used to suggest the profile to a user who named none. */
  readonly signs: readonly Sign[]
}

/** A finding that does not count, and why. Levels do not depend on what servers do; only tolerances do. */
export interface Tolerance {
  readonly rule: string
  /** Only findings at a place that matches this pointer pattern; `*` matches one segment. */
  readonly at?: string
  /** Only if the field is absent, or only if it has this JSON type. */
  readonly when?: 'absent' | JsonType
  /** Only in cases whose id matches this pattern. */
  readonly case?: string
  readonly reason: string
  readonly source: string
  /** The dialect is known to do this: if it no longer does, the tolerance is stale. Otherwise servers may or may not. */
  readonly expected?: boolean
}

/** What the dialect does not accept: a request that does not match `is`. */
export interface Limit {
  readonly says: string
  /** JSONPath into the request body; each value found has to match. */
  readonly at: string
  readonly is: JsonSchema
  readonly source: string
}

/** What does not depend on a model. */
export interface ModelFree {
  /** The capabilities that cases may need. */
  readonly capabilities: readonly Capability[]
  /** Patterns of the rules that are evaluated. */
  readonly rules: readonly string[]
  /** Patterns of those among them that are not. */
  readonly except?: readonly string[]
}

export interface Adaptation {
  /** Fields of the request body: name in the contract → name in the dialect. */
  readonly rename: Readonly<Record<string, string>>
  /** Fields that are added to every request body that does not have them. */
  readonly add: JsonObject
  /** Content parts: type in the contract → form in the dialect. */
  readonly parts: Readonly<Record<string, PartForm>>
  /** The request header that contains the key alone, instead of `Authorization: Bearer`. */
  readonly keyHeader?: string
  /** Query parameters of every request, such as a version of the API. */
  readonly query: Readonly<Record<string, string>>
}

/**
 * Forms of a content part that the contract does not have.
 *   url-string  `image_url` is the URL itself, not an object with it
 *   audio-url   `input_audio` is `audio_url` with a data URI
 */
export type PartForm = 'url-string' | 'audio-url'

/** The object of a reply that a field belongs to: a name that an endpoint in specs/apis gives it, or `error`. */
export type Holder = string

/** A field beyond the contract that a dialect documents. */
export interface Extension {
  /** Its place in the object: a JSON pointer in which `*` matches one segment. */
  readonly at: string
  /** The objects that may have it; all by default. */
  readonly in?: readonly Holder[]
  readonly is: JsonSchema
  readonly about: string
  readonly source: string
}

/** A fact that is true of one dialect, or of few. */
export interface Sign {
  /** The fact, for people: `models are owned by "vllm"`. */
  readonly says: string
  readonly on: Holder
  /** JSONPath into the object; one of the values found has to match `is`. */
  readonly at?: string
  /** Name of a reply header whose value has to match `is`, instead of `at`. */
  readonly header?: string
  readonly is: JsonSchema
}

/** A field of a reply that the contract does not have. Always legal. */
export interface Beyond {
  /** JSON pointer into the observation, as in findings. */
  readonly at: string
  readonly in: Holder
  readonly got: unknown
  /** The profile documents it. */
  readonly documented: boolean
  /** Why its value is not what the profile documents. */
  readonly misfit?: string
}
