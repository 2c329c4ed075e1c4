/**
 * A twist changes the reference server at one or more of the places where a reply is made. A fault is a twist that makes
 * the server wrong, a variant one that uses a freedom of the contract. Hooks are called in the order in which they stand
 * here; a hook that returns nothing has changed its argument in place.
 */

/** A request body as it was parsed; nothing about it is known until it is validated. */
export type Body = { [member: string]: unknown }

/** What the scripted model wants to say in one choice, before limits and stop strings are applied. */
export interface Utterance {
  text: string | null
  calls: { name: string; arguments: string }[]
  reasoning?: string
}

/** One choice after sampling: what the reply is built from. */
export interface Answer {
  text: string | null
  calls: { id: string; name: string; arguments: string }[]
  finish: string
  /** The stop string that ended it. */
  stop?: string
  /** Tokens of the text as they were sampled; their concatenation is the text. */
  tokens: string[]
  reasoning?: string
}

/** A refusal in the making: status and the members of the error object. */
export interface Refusal {
  status: number
  message: string
  type: string
  param: string | null
  code: string | null
}

/** A reply that is not streamed, just before it is written. */
export interface Reply {
  status: number
  headers: Record<string, string>
  body: string | Buffer
}

/** What a hook may want to know of the request. */
export interface Asked {
  method: string
  /** Path below the base URL and without the query: `/chat/completions`. */
  path: string
  /** Request headers, names in lower case. */
  headers: { readonly [name: string]: string | readonly string[] | undefined }
  /** Parsed body; undefined when there was none, or it was not a JSON object. */
  body: Body | undefined
  streamed: boolean
  /** 0-based count of requests since the server started: for faults that show only in a comparison. */
  count: number
}

// biome-ignore lint/suspicious/noExplicitAny: twists reach into replies of any shape, broken ones on purpose
export type Loose = any

/** What a hook hands back: the new value, or nothing where it has changed its argument. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook may be any function that returns nothing
type Changed<T> = T | undefined | void

export interface Twist {
  /** One sentence: what is different. */
  says: string
  /** The body before it is validated: to ignore or misread a parameter. */
  request?(body: Body, asked: Asked): void
  /**
   * The refusal that a check came to, of the key and the method as much as of the body, or undefined when the request is
   * valid. What is returned counts: undefined drops the refusal, and the checks after it go on.
   */
  refusal?(refusal: Refusal | undefined, asked: Asked): Refusal | undefined
  /** The sampled answers, one for each choice. */
  answers?(answers: Answer[], asked: Asked): Changed<Answer[]>
  /** The JSON object of a reply that is not streamed. */
  completion?(completion: Loose, asked: Asked): Loose
  /** The chunk objects of a stream, usage chunk included, without the terminator. */
  chunks?(chunks: Loose[], asked: Asked): Changed<Loose[]>
  /** The events of a stream as text, each with its blank line, the terminator included. */
  frames?(frames: string[], asked: Asked): Changed<string[]>
  /** The pieces in which a stream is written; by default one for each frame. */
  pieces?(pieces: Buffer[], asked: Asked): Changed<Buffer[]>
  /** A piece at the moment in which it is written: for what depends on the clock. */
  piece?(piece: Buffer): Buffer
  /** The object of GET /models. */
  models?(list: Loose, asked: Asked): Loose
  /** The object of GET /models/{id}. */
  model?(model: Loose, asked: Asked): Loose
  /** The error object `{error: {...}}` of a refusal. */
  error?(body: Loose, asked: Asked): Loose
  /** Status, headers and body text of anything that is not a stream, errors and lists included. */
  reply?(reply: Reply, asked: Asked): void
  /** Status and headers of a stream. */
  head?(head: { status: number; headers: Record<string, string> }, asked: Asked): void
  /**
   * What is done with the connection: cut it after some pieces of a stream or some bytes of a reply; send everything and
   * never end; never answer; hang up without a word; wait before the reply or before each piece; repeat a piece for ever
   * after the last one; write bytes of one's own in place of a reply and close.
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
  /** Id of the rule that is meant to speak. */
  breaks: string
  /** Ids of the other MUST rules that speak as a consequence. */
  also?: readonly string[]
  /** The dialect that it breaks; without it the published contract. */
  dialect?: string
  /** A public thread where a real server did this. */
  seen?: string
}

export interface Variant extends Twist {
  /** Why the contract allows it. */
  allowed: string
}
