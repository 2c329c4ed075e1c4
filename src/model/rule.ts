/** Rules, and their findings. */
import type { Endpoint } from './api.ts'
import type { Place } from './ask.ts'
import type { Level } from './json.ts'
import type { Kind, Subject } from './observation.ts'

/** What kind of source a rule has. */
export type Basis =
  | 'published schema'
  | 'published description'
  | 'SSE/HTTP/JSON standard'
  | 'reference documentation'
  | 'observed reference behaviour'
  | 'client library need'

/** A sentence that is true of every correct server, and the pure function that finds where it is not. */
export interface Rule<K extends Kind = Kind> {
  /** The sentence. */
  readonly says: string
  readonly level: Level
  readonly basis: Basis
  /** Where it is written, precisely enough to find the place. */
  readonly source: string
  /** Which clients break, and how. */
  readonly why: string
  /** One sentence for the author of the server. */
  readonly mend: string
  /** The smallest excerpt that breaks the rule, and the same excerpt corrected. */
  readonly wrong: string
  readonly right: string
  /** Public threads in which the defect was reported. */
  readonly seen?: readonly string[]
  /** The kinds of subject that it is evaluated for; empty for a rule that only cases decide (`expect.rule`). */
  readonly on: readonly K[]
  /** Name of the API that it is about: a rule in the folder of an API is about that API. Set when rules are loaded. */
  readonly api?: string
  /** The endpoints that it is about; all by default. */
  readonly of?: readonly Endpoint[]
  /** Types of the events that it is about, for a rule on `event`. */
  readonly types?: readonly string[]
  /** It is about several fields, and each may be wrong for a reason of its own: then each is a defect. */
  readonly perField?: true
  /**
   * It compares replies of a server that repeats itself, or measures time: equal answers may be luck, and a machine may be busy. A
   * finding counts only if the case gives it again each time it is run again.
   */
  readonly repeats?: true
  /** How much of a reply it needs; absent if any part is enough, such as one chunk of a stream. */
  readonly extent?: 'whole' | 'beginning'
  check?(seen: Extract<Subject, { readonly kind: K }>): Iterable<Finding>
}

/** One place where a rule is broken. */
export interface Finding {
  /** JSON pointer into the reply: `/choices/0/message`, `/chunks/3/choices/0/delta`, `/headers/content-type`, `/status`. */
  readonly at: string
  readonly message: string
  /** The actual value; absent if there was none. */
  readonly got?: unknown
}

/** A finding with its rule, its level and its turn (0-based). */
export interface Noted extends Finding {
  readonly rule: string
  readonly level: Level
  readonly turn: number
  /** The profile's reason for not counting it. */
  readonly tolerated?: string
  /** The baseline's reason for accepting it for now. */
  readonly known?: string
  /** Id of the rule whose finding on the same reply explains this one: both have one cause. */
  readonly explainedBy?: string
  /** Id of the defect that it belongs to, in a report; absent if it does not count. */
  readonly defect?: string
  /** The capability that it is about, where findings about another capability are another defect. */
  readonly about?: string
  /** Where it is in a file, if it was found in a file. */
  readonly place?: Place
}

/**
 * Which findings have one cause: a finding of a rule under `of` explains those of the rules under `explains`. The rules are
 * patterns.
 */
export interface Explanation {
  readonly because: string
  readonly of: readonly string[]
  /** Only findings about a field of this name, or about something in it. */
  readonly at?: string
  /** Only findings about a value that is there: what is absent is not the cause. */
  readonly present?: true
  readonly explains: readonly string[]
  /** How far it reaches: the same reply and comparisons with it, by default; the later replies of the case; or all replies of the run. */
  readonly across?: 'case' | 'run'
  /** Only in a run in which no request to the first endpoint of the API succeeded. */
  readonly when?: 'nothing succeeds'
  /** Across the run: on how many replies the cause shows at least. */
  readonly least?: number
  /** Across the run: on how many replies the consequence shows at most. */
  readonly most?: number
  /** Across the run: on so many of the replies that show the cause, as a share, the consequence shows at least. */
  readonly share?: number
}
