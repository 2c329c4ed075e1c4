/** What is sent: cases, their turns, and the plan of a run. */
import type { Json, JsonObject, JsonSchema } from './json.ts'
import type { Verdict } from './report.ts'

/** An optional capability of a target. A target may reject (4xx) a request that needs it: the case is `unsupported`, not failed. */
export type Capability = string

/** Place in a file: 1-based line and column. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** One conversation of a suite, after expansion of its matrix. */
export interface Case {
  /** `suite/case`, or `suite/case/label…` if it comes from a matrix. */
  readonly id: string
  readonly suite: string
  /** The API that the case tests: a folder of specs/apis. */
  readonly api: string
  readonly title: string
  readonly needs: readonly Capability[]
  /** The capabilities that the case is evidence about. It may need others without being about them. */
  readonly about: readonly Capability[]
  readonly turns: readonly Turn[]
  /** What shows that the target has what the case is about; absent if the case cannot show it. */
  readonly shown?: Shown
  /** The rules that report a finding if what the case is about is accepted and ignored; none if it has parameters that say so. */
  readonly ignored?: readonly string[]
  /** Request parameters that the case decides about. */
  readonly audits: Readonly<Record<string, Audit>>
  /** Tells a model that cannot do what the case assumes from a server that lost a part of the request. */
  readonly control?: Control
  readonly place: Place
  /** Its entry in the suite file, with its key. */
  readonly yaml: string
}

/**
 * The same fact in the form that a case is about and in one that surely arrives, in several wordings. It is sent only if the
 * case stays open. A finding if the model misses the fact in every wording of the form, and in no wording of the other.
 */
export interface Control {
  /** The turn whose assumption has to be unmet, from 1. */
  readonly turn: number
  /** The rule of the finding. */
  readonly rule: string
  /** The part of the request that is lost then, for the message: `the system message`. */
  readonly lost: string
  /** Where the same fact was used, for the message: `in the user message`. */
  readonly instead: string
  /** The two requests of each wording. */
  readonly pairs: readonly { readonly form: Turn; readonly plain: Turn }[]
}

/** How a case decides whether a request parameter takes effect. */
export interface Audit {
  /** The rules that report a finding if the parameter is accepted and ignored. */
  readonly rules: readonly string[]
  /** What shows its effect; absent if the case cannot show it. */
  readonly shown?: Shown
  /** The capabilities that the parameter is evidence for, of those that the case is about; all of them without it. */
  readonly about?: readonly Capability[]
}

/**
 * What has to be seen before a report says that something works.
 *   met     every expectation and assumption of the case was met
 *   a list  every sign in it was seen
 */
export type Shown = 'met' | readonly EffectSign[]

/** Something that is seen in the replies only if a feature has its effect. Turns are counted from 1. */
export type EffectSign =
  | (Pick<Expectation, 'status' | 'content' | 'calls' | 'fields'> & {
      /** The turn whose reply shows it. */
      readonly turn: number
      /** The reply is a stream of at least so many chunks. */
      readonly chunks?: number
    })
  /** The texts of these turns are all equal. */
  | { readonly same: readonly number[] }
  /** The texts of these turns are not all equal. */
  | { readonly differ: readonly number[] }

/** One request of a case, with what is expected of the reply. */
export interface Turn {
  /** Fields of the request body. If the endpoint has them, `model` is added and the conversation so far is put before `messages`. */
  readonly send: JsonObject
  /** Fields removed from the finished body, to send a request without them. */
  readonly omit: readonly string[]
  /** The body as a literal string, instead of `send`: for requests that are not JSON. */
  readonly raw?: string
  /** Results for the tools that the previous reply called, by function name: sent as tool messages. */
  readonly answer?: Readonly<Record<string, Json>>
  /** Starts a new conversation: earlier turns are not sent along. */
  readonly fresh: boolean
  readonly method: string
  /** Path below the base URL, starting with a slash. */
  readonly path: string
  /** Request headers of this turn; null removes a header that would be sent. */
  readonly headers: Readonly<Record<string, string | null>>
  /** How often this request is sent, concurrently. Each reply is one observation of the turn. */
  readonly times: number
  /** The connection is closed as soon as the reply has begun, as by a client that cancels. */
  readonly hangUp: boolean
  /** The turn is sent only if this became of earlier turns; absent for a turn that is always sent. */
  readonly when?: Condition
  /** Optional capabilities that only this turn uses. */
  readonly needs: readonly Capability[]
  readonly expect: Expectation
  readonly assume: Expectation
}

/** What became of earlier turns, counted from 1. All of it has to be so. */
export interface Condition {
  /** These turns were answered with an error. */
  readonly refused?: readonly number[]
  /** In these turns the model did not do what the case assumes. */
  readonly unmet?: readonly number[]
  /** These turns were answered as the case expects and assumes. */
  readonly met?: readonly number[]
  /** The replies show all of this: for features that a model may lack, and that no request switches on. */
  readonly shown?: readonly EffectSign[]
}

/** What is expected of a reply. Every condition that is present has to be met. */
export interface Expectation {
  /** Accepted statuses, each a number or a class such as '4xx'. */
  readonly status?: readonly (number | string)[]
  /** JSON Schema for the text of every choice. */
  readonly content?: JsonSchema
  /** Names of the functions called, in any order: exactly these. */
  readonly calls?: readonly string[]
  /** RFC 9535 JSONPath into the reply (a stream: the object that its events add up to) → JSON Schema for each node found. */
  readonly fields?: Readonly<Record<string, JsonSchema>>
  /** The rule of the finding if this is not met; without it one of the `case/…` rules. */
  readonly rule?: string
}

/** The cases to run, in order, each to run or to skip with a reason. */
export interface Plan {
  readonly target: TargetFacts
  readonly steps: readonly Step[]
  readonly scope: Scope
}

/** What was selected. If that is everything, all fields are absent. */
export interface Scope {
  /** The user selected cases: what does not occur proves nothing about the others. */
  readonly chosen?: true
  /** Patterns of the rules that were evaluated. */
  readonly rules?: readonly string[]
  /** How often each case was run, if that is more than once. */
  readonly repeat?: number
  /** A part of a run that is divided among machines. */
  readonly shard?: Shard
}

export interface Shard {
  /** From 1. */
  readonly index: number
  readonly of: number
  /** Hash of what all cases of all shards send and expect, and of how they were divided: shards with the same plan belong together. */
  readonly plan: string
  /** Ids of all cases of all shards, in order. */
  readonly cases: readonly string[]
}

export interface Step {
  readonly case: Case
  /** Why the case is not run. */
  readonly skip?: string
  /** Maximum number of attempts at this case, if it differs from that of the run: a recording has no more. */
  readonly attempts?: number
  /** The recorded run was stopped before this case ended: it gets no verdict here either. */
  readonly unfinished?: true
  /** The verdict on the case in the run that is continued: it is not run again. */
  readonly verdict?: Verdict
}

/** What reports say about the target, without the key. */
export interface TargetFacts {
  /** Its name in the configuration, if there are several targets. */
  readonly name?: string
  readonly baseUrl: string
  readonly model: string
  readonly profile: string
}
