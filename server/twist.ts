/**
 * A twist changes the reference server at one or more of the steps that make a reply. A fault is a twist that breaks the
 * contract, a variant one that differs within the contract. Hooks are called in the order in which they are declared
 * here; a hook that returns nothing has changed its argument in place.
 */
import type { Thinking } from './thinking.ts'

/** A parsed request body that is not validated yet. */
export type Body = { [member: string]: unknown }

/** The output of the model for one choice, before limits and stop strings are applied. */
export interface Utterance {
  text: string | null
  calls: { name: string; arguments: string }[]
  reasoning?: string
}

/** One choice after sampling, from which the reply is built. */
export interface Answer {
  text: string | null
  calls: { id: string; name: string; arguments: string }[]
  finish: string
  /** The stop string that ended the text. */
  stop?: string
  /** The sampled tokens of the text; joined, they are the text. */
  tokens: string[]
  reasoning?: string
}

/** A refusal: the status and the fields of the error object. */
export interface Refusal {
  status: number
  message: string
  type: string
  param: string | null
  code: string | null
}

/** A reply that is not streamed, before it is written. */
export interface Reply {
  status: number
  headers: Record<string, string>
  body: string | Buffer
}

/** A request, for hooks. */
export interface Asked {
  method: string
  /** Path below the base URL and without the query: `/chat/completions`. */
  path: string
  /** Request headers, names in lower case. */
  headers: { readonly [name: string]: string | readonly string[] | undefined }
  /** The parsed body; undefined if there was none, or if it was not a JSON object. */
  body: Body | undefined
  streamed: boolean
  /** The number of earlier requests since the server started: for faults that only a comparison shows. */
  count: number
}

// biome-ignore lint/suspicious/noExplicitAny: twists reach into replies of any shape, broken ones on purpose
export type Loose = any

/** What a hook returns: the new value, or nothing if it changed its argument. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook may be any function that returns nothing
type Changed<T> = T | undefined | void

export interface Twist {
  /** What the server does differently, in one sentence. */
  says: string
  /** The model of the server thinks in this way. */
  think?: Thinking
  /** Changes the body before it is validated, for example to ignore a parameter. */
  request?(body: Body, asked: Asked): void
  /**
   * Gets the refusal of a check (of the key, the method or the body), or undefined if the request is valid. The returned
   * value is used: undefined drops the refusal, and the next checks run.
   */
  refusal?(refusal: Refusal | undefined, asked: Asked): Refusal | undefined
  /** The sampled answers, one for each choice. */
  answers?(answers: Answer[], asked: Asked): Changed<Answer[]>
  /** The JSON object of a reply that is not streamed. */
  completion?(completion: Loose, asked: Asked): Loose
  /** The chunk objects of a stream, with the usage chunk, without the terminator. */
  chunks?(chunks: Loose[], asked: Asked): Changed<Loose[]>
  /** The events of a stream as strings, each with its blank line, with the terminator. */
  frames?(frames: string[], asked: Asked): Changed<string[]>
  /** The pieces in which a stream is written; by default one piece for each frame. */
  pieces?(pieces: Buffer[], asked: Asked): Changed<Buffer[]>
  /** A piece when it is written, for changes that depend on the time. */
  piece?(piece: Buffer): Buffer
  /** The object of GET /models. */
  models?(list: Loose, asked: Asked): Loose
  /** The object of GET /models/{id}. */
  model?(model: Loose, asked: Asked): Loose
  /** The error object `{error: {...}}` of a refusal. */
  error?(body: Loose, asked: Asked): Loose
  /** Status, headers and body of every reply that is not a stream, also of errors and lists. */
  reply?(reply: Reply, asked: Asked): void
  /** Status and headers of a stream. */
  head?(head: { status: number; headers: Record<string, string> }, asked: Asked): void
  /**
   * What is done to the connection: cut it after some pieces of a stream or some bytes of a reply; send everything and
   * never end; never answer; close it without a reply; wait before the reply or before each piece; repeat a piece
   * endlessly after the last one; write other bytes in place of the reply and close.
   */
  wire?(asked: Asked): WireFault | undefined
}

export type WireFault =
  | { do: 'cut'; after: number }
  | { do: 'never-end' }
  | { do: 'never-answer' }
  | { do: 'hang-up' }
  | { do: 'delay'; ms: number; every: 'piece' | 'reply' }
  | { do: 'endless'; piece: string }
  | { do: 'raw'; bytes: string | Buffer }

export interface Fault extends Twist {
  /** Id of the rule that should report a finding. */
  breaks: string
  /** Ids of the other MUST rules that report a finding as a consequence. */
  also?: readonly string[]
  /** The dialect that it breaks; by default the published contract. */
  dialect?: string
  /** A public thread where a real server did this. */
  seen?: string
  /** The combination in which it shows, for a fault that is meant for one. */
  only?: readonly string[]
}

export interface Variant extends Twist {
  /** Why the contract allows this. */
  allowed: string
}
