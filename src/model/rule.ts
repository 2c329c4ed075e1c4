/** What is right, and where it is not. */
import type { Endpoint } from './api.ts'
import type { Place } from './ask.ts'
import type { Level } from './json.ts'
import type { Kind, Subject } from './observation.ts'

/** What a rule stands on. */
export type Basis =
  | 'published schema'
  | 'published description'
  | 'SSE/HTTP/JSON standard'
  | 'reference documentation'
  | 'observed reference behaviour'
  | 'client library need'

/** A sentence that is true of a good server, and the pure function that finds where it is not. */
export interface Rule<K extends Kind = Kind> {
  /** The sentence. */
  readonly says: string
  readonly level: Level
  readonly basis: Basis
  /** Where it is written: enough to find the place. */
  readonly source: string
  /** Who breaks, and how. */
  readonly why: string
  /** One sentence for the author of the server. */
  readonly mend: string
  /** The smallest excerpt that breaks the rule, and the same done right. */
  readonly wrong: string
  readonly right: string
  /** Public threads where the defect was seen. */
  readonly seen?: readonly string[]
  /** The kinds of subject it is asked about; empty for a rule that only cases decide (`expect.rule`). */
  readonly on: readonly K[]
  /** Name of the API that it is about: a rule in the folder of an API is about that API. Set when rules are loaded. */
  readonly api?: string
  /** The endpoints that it is about; all without it. */
  readonly of?: readonly Endpoint[]
  /** Types of the events that it is about, for a rule on `event`. */
  readonly types?: readonly string[]
  /** How much of a reply it has to see to be right; absent where any piece of it will do, such as one chunk of a stream. */
  readonly extent?: 'whole' | 'beginning'
  check?(seen: Extract<Subject, { readonly kind: K }>): Iterable<Finding>
}

/** One place where a rule does not hold. */
export interface Finding {
  /** JSON pointer into the reply: `/choices/0/message`, `/chunks/3/choices/0/delta`, `/headers/content-type`, `/status`. */
  readonly at: string
  readonly message: string
  /** What was there; absent if nothing was. */
  readonly got?: unknown
}

/** A finding on its way to the judge: who found it, and in which turn (0-based). */
export interface Noted extends Finding {
  readonly rule: string
  readonly level: Level
  readonly turn: number
  /** The profile's reason for not counting it. */
  readonly tolerated?: string
  /** The baseline's reason for accepting it for now. */
  readonly known?: string
  /** Where it stands in a file, if it was found in one. */
  readonly place?: Place
}
