/** What we ask: cases, their turns, and the plan of a run. */
import type { Json, JsonObject, JsonSchema } from './json.ts'
import type { Verdict } from './report.ts'

/** A named optional ability of a target. A refusal (4xx) of one is lawful: the case is `unsupported`, not failed. */
export type Capability = string

/** Place in a file: 1-based line and column. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** One conversation of a suite, after expansion of its matrix. */
export interface Case {
  /** `suite/case`, or `suite/case/label…` when it came out of a matrix. */
  readonly id: string
  readonly suite: string
  /** The API that the case asks: a file of specs/apis. */
  readonly api: string
  readonly title: string
  readonly needs: readonly Capability[]
  readonly turns: readonly Turn[]
  /** Request parameters that the case decides about → the rules that speak if the parameter is ignored; none if it has no visible effect. */
  readonly audits: Readonly<Record<string, readonly string[]>>
  readonly place: Place
  /** Its entry as it is written, with its key. */
  readonly yaml: string
}

/** One request of a case, with what is owed in return. */
export interface Turn {
  /** Members of the request body. Where the endpoint has them, `model` is added and the conversation so far is put before `messages`. */
  readonly send: JsonObject
  /** Members taken out of the finished body again, to send a request that lacks them. */
  readonly omit: readonly string[]
  /** The body as literal text, in place of `send`: for requests that are not JSON. */
  readonly raw?: string
  /** Results for the tools that the reply before called, by function name: sent as tool messages. */
  readonly answer?: Readonly<Record<string, Json>>
  /** Starts a new conversation: earlier turns are not sent along. */
  readonly fresh: boolean
  readonly method: string
  /** Path below the base URL, starting with a slash. */
  readonly path: string
  /** Request headers of this turn; null takes a header out that would be sent. */
  readonly headers: Readonly<Record<string, string | null>>
  /** How often this request is sent, all at once. Each reply is one observation of the turn. */
  readonly times: number
  /** The connection is closed as soon as the reply has begun, as a client does that loses interest. */
  readonly hangUp: boolean
  /** Optional abilities that only this turn uses. */
  readonly needs: readonly Capability[]
  readonly expect: Expectation
  readonly assume: Expectation
}

/** What a reply has to be like. Every member that is present has to hold. */
export interface Expectation {
  /** Accepted statuses, each a number or a class such as '4xx'. */
  readonly status?: readonly (number | string)[]
  /** JSON Schema for the text of every choice. */
  readonly content?: JsonSchema
  /** Names of the functions called, in any order: exactly these. */
  readonly calls?: readonly string[]
  /** RFC 9535 JSONPath into the reply (a stream: the completion assembled from it) → JSON Schema for each node found. */
  readonly fields?: Readonly<Record<string, JsonSchema>>
  /** The rule that speaks when this does not hold; without it one of the `case/…` rules. */
  readonly rule?: string
}

/** The cases to run, in order, each to run or to skip with a reason. */
export interface Plan {
  readonly target: TargetFacts
  readonly steps: readonly Step[]
  readonly scope: Scope
}

/** What was asked for, where that is not simply everything: all members are absent then. */
export interface Scope {
  /** The user chose among the cases: what does not occur proves nothing about the rest. */
  readonly chosen?: true
  /** Patterns of the rules that were asked. */
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
  /** Hash of what all cases of all shards ask and expect, and of how they were divided: shards with the same plan belong together. */
  readonly plan: string
  /** Ids of all cases of all shards, in order. */
  readonly cases: readonly string[]
}

export interface Step {
  readonly case: Case
  /** Why the case is not run. */
  readonly skip?: string
  /** How often this case is run at most, where that is known better than for all: a recording holds no more attempts. */
  readonly attempts?: number
  /** The run that is replayed was stopped before this case had ended: it gets no verdict here either. */
  readonly unfinished?: true
  /** What came of the case in the run that is continued: it is not run again. */
  readonly verdict?: Verdict
}

/** What reports say of the target. The key is not among it. */
export interface TargetFacts {
  /** What its owner calls it, where there are several. */
  readonly name?: string
  readonly baseUrl: string
  readonly model: string
  readonly profile: string
}
