/** How messages of an API are recognised in files: in logs of traffic, and in examples in documents. */
import type { Endpoint } from './api.ts'
import type { Json, Wire } from './json.ts'

/** A message that can be judged on its own. */
export interface Shape {
  /** Its name for `--as`; for a reply or an event, the name in the endpoint (`as`). */
  readonly name: string
  /** For people: `a completion`. */
  readonly title: string
  readonly form: 'request' | 'json' | 'event' | 'error'
  /** The endpoint that it belongs to, if the file does not say which. */
  readonly endpoint: Endpoint
  /** It is also recognised inside other values, and after other text on its line. */
  readonly anywhere?: true
}

/** How messages of an API are recognised in files. Pure functions; none of them throws, whatever a file contains. */
export interface Captures {
  readonly shapes: readonly Shape[]
  /** The name of the shape that a value has; undefined if it has none of them. */
  shapeOf(value: unknown): string | undefined
  /** Whether an object next to a reply is its request. A request without a reply has to meet more conditions. */
  holdsPrompt(body: Wire): boolean
  /** Matches the text of a message, for text that is not valid JSON. */
  readonly looks: RegExp
  /** Whether a document has examples of another API, whose requests look the same. */
  isForeign(text: string): boolean
  /** Matches the names of fields with conversations: messages that are quoted in them are not traffic. */
  readonly said?: RegExp
  readonly clients?: Clients
  /** Whether an event can belong to the stream of the event before it in a log. */
  follows(event: Wire, before: Wire): boolean
  /** Whether an event begins a stream. */
  isFirst(event: Wire): boolean
  /** Whether an event ends a stream, but for events that only count. */
  isLast?(event: Wire): boolean
  /** A value that all events of a stream have in common, and no other stream has; undefined if there is none. */
  idOf(event: Wire): string | undefined
  readonly fixes?: Fixes
}

/** Calls of client libraries, whose arguments are the body of a request. */
export interface Clients {
  /** Matches a call up to its arguments: keyword arguments, or an object. It has the flag `g`. */
  readonly calls: RegExp
  /** Matches the reply of a client as it prints itself, up to its fields: `ChatCompletion(id=`. It has the flag `g`. */
  readonly printed?: RegExp
  /** Arguments that are not fields of the body. */
  readonly notSent: ReadonlySet<string>
  /** The argument whose fields are added to the body. */
  readonly merged: string
}

/** How examples in documents can be fixed without knowing more than the document says. */
export interface Fixes {
  /** The order in which the fields of an object are usually written. */
  readonly order: readonly string[]
  /** A plausible value of a missing field; undefined if only the author knows it. */
  missing(place: MemberPlace): Json | undefined
  /** The only value that a field can have, to replace a wrong one; undefined if it can have others. */
  wrong(place: MemberPlace): string | undefined
}

/** Where in an example a field is missing or wrong. */
export interface MemberPlace {
  /** The path to the field, in the request, the reply or the event. */
  readonly steps: readonly string[]
  readonly form: 'request' | 'json' | 'event'
  /** The object that the field belongs to. Values that the author left out are null. */
  readonly around: Wire
  /** The value of a top-level field in the same request, reply or stream. */
  said(name: string): Json | undefined
  /** The values of a top-level field in all examples of the document, in order. */
  inDocument(name: string): readonly Json[]
}
