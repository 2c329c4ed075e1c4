/** What we say of it: verdicts, the report, and how it is told. */
import type { Capability, Scope, TargetFacts } from './ask.ts'
import type { Holder, Tolerance } from './dialect.ts'
import type { Ending, Timings } from './exchange.ts'
import type { Json } from './json.ts'
import type { Trace } from './observation.ts'
import type { Noted, Rule } from './rule.ts'

export type Outcome = 'pass' | 'warn' | 'fail' | 'inconclusive' | 'unsupported' | 'skip' | 'error'

export interface Verdict {
  readonly id: string
  readonly title: string
  readonly suite: string
  readonly needs: readonly Capability[]
  readonly outcome: Outcome
  /** Why it is not simply a pass or a fail. */
  readonly reason?: string
  /** How often the case was run; 0 for a skip. */
  readonly attempts: number
  readonly turns: readonly TurnReport[]
  readonly findings: readonly Noted[]
  /** Where the case is written; absent for what no case asked for. */
  readonly source?: CaseSource
  /** What became of the request parameters that the case decides about. */
  readonly parameters?: Readonly<Record<string, ParameterVerdict>>
  /** What the end of a run compares, of every reply in every attempt. */
  readonly traces?: readonly Omit<Trace, 'case'>[]
  /** Present where the case was run several times, each for itself. */
  readonly repeats?: Repeats
}

/** The case as its author wrote it. */
export interface CaseSource {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** The entry of the suite file, with its key. */
  readonly yaml: string
  /** Hash of what the case asks and expects: cases with the same digest are the same. */
  readonly digest: string
}

/** How a case fared that was run several times. */
export interface Repeats {
  readonly outcomes: Totals
  /** Runs that passed, of those that came to a verdict on the target or its model. */
  readonly passed: number
  readonly of: number
  /** The Wilson interval of that rate at 95 %: from, to. */
  readonly interval: readonly [low: number, high: number]
  /** How likely k runs in a row all pass, for k = 1, 2, 3 …: estimated without bias from the runs there were. */
  readonly passPower: readonly number[]
}

export interface TurnReport {
  readonly request: { readonly method: string; readonly url: string; readonly body?: Json }
  readonly status?: number
  readonly ended: Ending
  readonly timings: Timings
  readonly retries: number
  /** A command line that sends this request again; the key stands in it by name. */
  readonly curl: string
  /** What came back; absent where nothing did. */
  readonly reply?: ReplyReport
}

/** What came back: the headers as they came, and the body without its content coding. */
export interface ReplyReport {
  /** `name: value`, in order. */
  readonly headers: readonly string[]
  /** The content coding that was undone, such as `gzip`; the decoded body is one piece then. Absent where none was undone. */
  readonly decoded?: string
  /** How the body was read. Older reports do not have it. */
  readonly form?: BodyForm
  /** The body. Of a long one the middle is left out. */
  readonly pieces: readonly PieceReport[]
}

/** How a body is read. A page is HTML or XML, for example of a proxy. */
export type BodyForm = 'stream' | 'json' | 'page' | 'text' | 'empty'

/** A piece of a body with the time when it came, in milliseconds since the request was sent; or how much of it is left out. */
export type PieceReport =
  | { readonly at: number; readonly text: string }
  | { readonly at: number; readonly base64: string }
  | { readonly at: number; readonly bytesLeftOut: number }

export interface Totals {
  readonly pass: number
  readonly warn: number
  readonly fail: number
  readonly inconclusive: number
  readonly unsupported: number
  readonly skip: number
  readonly error: number
}

/** What became of a request parameter: had its effect, was refused, was accepted and had none, or nothing can be said. */
export type ParameterVerdict = 'honoured' | 'refused' | 'ignored' | 'cannot tell'

/** What became of a parameter in a whole run. */
export interface ParameterAudit {
  readonly name: string
  readonly verdict: ParameterVerdict
  /** The cases that decided. */
  readonly cases: readonly string[]
}

/** The JSON report, version 1: `specs/schemas/report.json` describes it. Its names are public. */
export interface Report {
  readonly format: 'chat-conformance/report'
  readonly version: 1
  readonly tool: { readonly version: string }
  readonly target: TargetFacts
  /** ISO 8601. */
  readonly startedAt: string
  readonly durationMs: number
  /** What was asked for, if that was not simply everything. */
  readonly scope: Scope
  readonly summary: {
    readonly outcome: 'conforms' | 'does-not-conform' | 'not-tested'
    /** The run was stopped before its end. */
    readonly interrupted?: true
    readonly cases: Totals
    readonly retries: number
    readonly tolerated: number
  }
  readonly cases: readonly Verdict[]
  readonly parameters: readonly ParameterAudit[]
  /** Members of replies that the contract does not know. */
  readonly extensions: readonly ExtensionSeen[]
  /** Tolerated findings that the profile expects and that did not occur. */
  readonly stale: readonly Pick<Tolerance, 'rule' | 'at' | 'reason'>[]
  /** A profile that fits better than the one that nobody chose. */
  readonly suggestion?: Suggestion
  /** How it compares with the failures that were known before. */
  readonly gate?: Gate
}

/** A run against a baseline or a limit: what is known does not count, what is new or gone does. */
export interface Gate {
  /** The file of the baseline, if there is one. */
  readonly baseline?: string
  readonly passed: boolean
  /** Findings that the baseline knows. */
  readonly known: number
  /** Findings that it does not know, at a level that counts. */
  readonly fresh: number
  /** Entries that no longer occur in cases that were judged. */
  readonly stale: readonly Pick<Known, 'rule' | 'case' | 'reason'>[]
  /** Entries whose time is over: their findings count as new. */
  readonly expired: readonly Pick<Known, 'rule' | 'case' | 'reason' | 'until'>[]
  /** Cases that ran then and now, if they have become fewer. */
  readonly fewer?: { readonly before: number; readonly now: number }
  /** Inconclusive cases, if they are more than the user accepts. */
  readonly inconclusive?: { readonly most: number; readonly found: number }
}

/** A finding that the user of a baseline knows about. */
export interface Known {
  readonly rule: string
  /** Id of the case. */
  readonly case: string
  readonly reason: string
  /** The last day on which it is accepted, YYYY-MM-DD. */
  readonly until?: string
  readonly link?: string
}

/** A member beyond the contract, over all replies of a run. */
export interface ExtensionSeen {
  readonly in: Holder
  /** Its place; `*` stands for any index. */
  readonly at: string
  /** The profile documents it. */
  readonly documented: boolean
  /** How many replies had it. */
  readonly replies: number
}

/** A profile whose signs were seen. */
export interface Suggestion {
  readonly profile: string
  readonly title: string
  readonly evidence: readonly string[]
}

export type RunEvent =
  | {
      readonly type: 'start'
      readonly tool: Report['tool']
      readonly target: TargetFacts
      readonly startedAt: string
      readonly scope: Scope
      /** The cases to come, in order. */
      readonly cases: readonly Announced[]
    }
  | { readonly type: 'begin'; readonly case: string }
  | { readonly type: 'case'; readonly verdict: Verdict }
  | { readonly type: 'end'; readonly report: Report }

/** A case to come. */
export interface Announced {
  readonly id: string
  readonly suite: string
  /** Why it is not run. */
  readonly skip?: string
}

/** What a reporter may know besides the events. */
export interface ReporterContext {
  /** The text goes to a terminal that shows colours. */
  readonly color: boolean
  readonly rules: ReadonlyMap<string, Rule>
}

/** What the console reporter may know in addition. All of it is optional: a reporter may be given less. */
export interface ConsoleContext extends ReporterContext {
  /** Columns of the terminal; 80 by default. */
  readonly columns?: number
  /** Also show passing cases, tolerated and informative findings, and every place. */
  readonly verbose?: boolean
  /** The progress of the run is shown elsewhere: no line for each finished suite. */
  readonly progress?: boolean
  /** The exit code that the report leads to. */
  readonly exitCode?: (report: Report) => number
}

/** What may be known to a form of what is told at once, such as a comparison. */
export interface FormContext extends ReporterContext {
  /** The width of what is written to, in characters. */
  readonly columns: number
}

/** A function from run events to text, made anew for each run. */
export type Reporter = (event: RunEvent) => string

export type ReporterFactory = (context: ReporterContext) => Reporter
