/** Results: verdicts, the report, and the events that reporters get. */
import type { Tokens } from './api.ts'
import type { Capability, Place, Scope, TargetFacts } from './ask.ts'
import type { Holder, Tolerance } from './dialect.ts'
import type { Ending, Timings } from './exchange.ts'
import type { Json, Level } from './json.ts'
import type { Trace } from './observation.ts'
import type { Finding, Noted, Rule } from './rule.ts'

export type Outcome = 'pass' | 'warn' | 'fail' | 'inconclusive' | 'unsupported' | 'skip' | 'error'

export interface Verdict {
  readonly id: string
  readonly title: string
  readonly suite: string
  readonly needs: readonly Capability[]
  readonly outcome: Outcome
  /** Why the outcome is neither pass nor fail. */
  readonly reason?: string
  /** How often the case was run; 0 for a skip. */
  readonly attempts: number
  readonly turns: readonly TurnReport[]
  readonly findings: readonly Noted[]
  /**
   * What is wrong with a request that the target refused: the target is right, and none of it counts. Only for traffic, of which
   * nobody knows what was meant to be refused.
   */
  readonly clientFindings?: readonly Noted[]
  /** Where the case is written; absent if there is no case, as for captured traffic. */
  readonly source?: CaseSource
  /** What happened to the request parameters that the case decides about. */
  readonly parameters?: Readonly<Record<string, ParameterVerdict>>
  /** What the case shows of capabilities. Older reports do not have it. */
  readonly capabilities?: Readonly<Record<Capability, CapabilityEvidence>>
  /** What the end of a run compares: facts of every reply in every attempt. */
  readonly traces?: readonly Omit<Trace, 'case'>[]
  /** The capabilities that requests of the case needed that were accepted, request by request. */
  readonly accepted?: readonly (readonly Capability[])[]
  /** What its outcome depends on that only the complete run shows. */
  readonly pending?: readonly Pending[]
  /** Present if the case was run several times, each with a verdict of its own. */
  readonly repeats?: Repeats
}

/**
 * A reply that is a finding if the complete run shows something.
 *   refused      the target accepted elsewhere what the request needs
 *   unavailable  the target is there for other requests
 */
export type Pending =
  | {
      readonly because: 'refused'
      readonly turn: number
      readonly needs: readonly Capability[]
      /** The capability that the finding is about. */
      readonly about: Capability
      /** The rule that the case names for it. */
      readonly rule?: string
      readonly message: string
      readonly got?: unknown
    }
  | { readonly because: 'unavailable'; readonly turn: number; readonly findings: readonly Noted[] }

/** The case as its author wrote it. */
export interface CaseSource {
  /** A path of a built-in suite is relative to the package; of another suite to the working directory, if it is below it. */
  readonly file: string
  /** The suite is one of the package: the file is not in a user's repository. */
  readonly builtIn?: true
  /** From 1. */
  readonly line: number
  /** The entry of the suite file, with its key. */
  readonly yaml: string
  /** Hash of what the case sends and expects: cases with the same digest are the same. */
  readonly digest: string
}

/** The outcomes of a case that was run several times. */
export interface Repeats {
  readonly outcomes: Totals
  /** Runs that passed, of those with a verdict on the target or its model. */
  readonly passed: number
  readonly of: number
  /** The Wilson interval of that rate at 95 %: from, to. */
  readonly interval: readonly [low: number, high: number]
  /** Probability that k runs in a row all pass, for k = 1, 2, 3 …: an unbiased estimate from these runs. */
  readonly passPower: readonly number[]
}

export interface TurnReport {
  readonly request: { readonly method: string; readonly url: string; readonly body?: Json }
  /** What the request deserves, if that is not a success: an error, or either of them. Older reports do not have it. */
  readonly deserves?: 'error' | 'either'
  readonly status?: number
  readonly ended: Ending
  readonly timings: Timings
  readonly retries: number
  /** The statuses of the earlier tries, as far as there were replies; absent if there were none. */
  readonly tries?: readonly number[]
  /** It is an earlier try of the request of this turn, which a retry overcame. Such tries come after the turns of the case. */
  readonly retryOf?: number
  /** A command line that sends this request again; it has the name of the key, not its value. */
  readonly curl: string
  /** The reply; absent if there was none. */
  readonly reply?: ReplyReport
}

/** A reply: the headers as they arrived, and the body without its content coding. */
export interface ReplyReport {
  /** `name: value`, in order. */
  readonly headers: readonly string[]
  /** The content coding that was undone, such as `gzip`; the decoded body is then one piece. Absent if none was undone. */
  readonly decoded?: string
  /** How the body was read. Older reports do not have it. */
  readonly form?: BodyForm
  /** The body. The middle of a long body is left out. */
  readonly pieces: readonly PieceReport[]
}

/** How a body is read. A page is HTML or XML, for example of a proxy. */
export type BodyForm = 'stream' | 'json' | 'page' | 'text' | 'empty'

/** A piece of a body with the time when it arrived, in milliseconds since the request was sent; or how much of it is left out. */
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

/** One cause that the author of a server has to fix: a rule that is broken in one way, over all cases of a run. */
export interface Defect {
  /** The rule, with a number if it is broken in several ways: `chunk/required-fields`, `chunk/required-fields 2`. */
  readonly id: string
  readonly rule: string
  /** The strongest level of its findings and of those that it explains. */
  readonly level: Level
  /** How many findings it has in how many of the replies, conversations or cases that the rule applies to. */
  readonly extent: Extent
  /** The cases that show it, in the order of the report. */
  readonly cases: readonly string[]
  /** The clearest of its findings. */
  readonly example: Example
  /** The findings of other rules that it explains. */
  readonly explains: readonly Explained[]
  /** The baseline's reason, if it accepts every finding of the defect. */
  readonly known?: string
}

/** Rules of one level that no finding counts against, of those that apply to some reply or that a case decided. */
export interface Kept {
  readonly kept: number
  readonly of: number
}

/** How far a defect reaches. */
export interface Extent {
  readonly findings: number
  /** What was counted. */
  readonly unit: 'streams' | 'replies' | 'error replies' | 'conversations' | 'cases' | 'requests'
  /** How many of them show the defect. */
  readonly broken: number
  /** How many the rule applies to; absent if nobody can tell. */
  readonly of?: number
}

/** A finding that shows a defect clearly: of an ordinary, valid and short request if there is one. */
export interface Example extends Finding {
  /** Id of the case. */
  readonly case: string
  /** 0-based. */
  readonly turn: number
  /** The turn whose request it was an earlier try of, if a retry overcame it. */
  readonly retryOf?: number
  readonly place?: Place
  /** A command line that sends the request again; absent if no command line can. */
  readonly curl?: string
  /** What came, in at most five lines. */
  readonly excerpt: readonly ExcerptLine[]
}

export interface ExcerptLine {
  readonly text: string
  /** The finding is about this line. */
  readonly marked?: true
}

/** Findings of a rule that a defect explains. */
export interface Explained {
  readonly rule: string
  readonly level: Level
  readonly findings: number
  readonly cases: number
}

/** What happened to a request parameter: it had its effect, was rejected, was accepted without effect, or the replies do not show it. */
export type ParameterVerdict = 'honoured' | 'refused' | 'ignored' | 'cannot tell'

/** What happened to a parameter in a complete run. */
export interface ParameterAudit {
  readonly name: string
  readonly verdict: ParameterVerdict
  /** The cases that decided. */
  readonly cases: readonly string[]
}

/**
 * What a case shows of a capability.
 *   effect    its effect was seen
 *   ignored   it was accepted, and a finding says that it had no effect
 *   broken    it was accepted, and what came is wrong
 *   refused   it was rejected
 *   accepted  it was accepted, and the replies do not show whether it had an effect
 */
export interface CapabilityEvidence {
  readonly seen: 'effect' | 'ignored' | 'broken' | 'refused' | 'accepted' | 'nothing'
  /** Rules about the capability that do not hold in the case. */
  readonly rules?: readonly string[]
}

export type CapabilityStatus =
  | 'works'
  | 'works, with defects'
  | 'refused'
  | 'accepted and ignored'
  | 'broken'
  | 'not shown'

/** Whether the target has a capability, from the evidence about this capability alone. */
export interface CapabilityJudgement {
  readonly name: Capability
  readonly status: CapabilityStatus
  /** The cases that are the evidence; of `not shown`, those that could have been. */
  readonly cases: readonly string[]
  /** Rules about the capability that do not hold. */
  readonly rules?: readonly string[]
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
  /** What was selected. If that is everything, it has no fields. */
  readonly scope: Scope
  readonly summary: {
    readonly outcome: 'conforms' | 'does-not-conform' | 'not-tested'
    /** The run was stopped before its end. */
    readonly interrupted?: true
    readonly cases: Totals
    readonly retries: number
    readonly tolerated: number
    /** How many requests were sent for the cases, in all attempts and retries. */
    readonly requests?: number
    /** What all replies cost together that say so; absent if none does. */
    readonly tokens?: Tokens
    /** How many rules hold of those that apply to what came; absent where the report does not show which apply. */
    readonly rules?: { readonly must: Kept; readonly should: Kept }
  }
  readonly cases: readonly Verdict[]
  /** What has to be fixed: MUST before SHOULD, then what most replies show. */
  readonly defects: readonly Defect[]
  readonly parameters: readonly ParameterAudit[]
  /** In alphabetical order. */
  readonly capabilities: readonly CapabilityJudgement[]
  /** Fields of replies that the contract does not have. */
  readonly extensions: readonly ExtensionSeen[]
  /** Tolerated findings that the profile expects and that did not occur. */
  readonly stale: readonly Pick<Tolerance, 'rule' | 'at' | 'reason'>[]
  /** A profile that matches better than the default one. */
  readonly suggestion?: Suggestion
  /** How the run compares with its baseline and limits. */
  readonly gate?: Gate
}

/** A run compared with a baseline or a limit: known defects do not fail it; new ones and those that are gone do. */
export interface Gate {
  /** The file of the baseline, if there is one. */
  readonly baseline?: string
  readonly passed: boolean
  /** Number of defects that are in the baseline, with all of their findings. */
  readonly known: number
  /** Number of defects at a level that counts with a finding that is not in it. */
  readonly fresh: number
  /** Entries that no longer occur in cases that were judged. */
  readonly stale: readonly GateEntry[]
  /** Entries that have expired: their findings count as new. */
  readonly expired: readonly (GateEntry & Pick<Known, 'until'>)[]
  /** Number of cases that ran then and now, if there are fewer now. */
  readonly fewer?: { readonly before: number; readonly now: number }
  /** Inconclusive cases, if they are more than the user accepts. */
  readonly inconclusive?: { readonly most: number; readonly found: number }
}

/** An entry of a baseline, as a report names it. */
export interface GateEntry {
  readonly rule: string
  /** Its patterns, with commas. */
  readonly case: string
  readonly reason: string
}

/** An entry of a baseline: a defect that is accepted for now. */
export interface Known {
  readonly rule: string
  /** The cases: ids, or patterns with * and **. */
  readonly case: string | readonly string[]
  readonly reason: string
  /** The last day on which it is accepted, YYYY-MM-DD. */
  readonly until?: string
  readonly link?: string
}

/** A field beyond the contract, over all replies of a run. */
export interface ExtensionSeen {
  readonly in: Holder
  /** Its place; `*` matches any index. */
  readonly at: string
  /** The profile documents it. */
  readonly documented: boolean
  /** How many replies had it. */
  readonly replies: number
}

/** A profile whose signs were observed. */
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

/** What a reporter gets in addition to the events. */
export interface ReporterContext {
  /** The output goes to a terminal that supports colours. */
  readonly color: boolean
  readonly rules: ReadonlyMap<string, Rule>
}

/** What the console reporter gets in addition. All of it is optional. */
export interface ConsoleContext extends ReporterContext {
  /** Columns of the terminal; 80 by default. */
  readonly columns?: number
  /** Also show every case, tolerated and informative findings, and every place. */
  readonly verbose?: boolean
  /** The run takes place now: print a line for each defect as soon as it appears. */
  readonly live?: boolean
  /** The exit code that the report leads to. */
  readonly exitCode?: (report: Report) => number
}

/** What a format of a comparison or difference gets in addition. */
export interface FormContext extends ReporterContext {
  /** The width of the output, in characters. */
  readonly columns: number
}

/** A function from run events to text; each run has its own. */
export type Reporter = (event: RunEvent) => string

export type ReporterFactory = (context: ReporterContext) => Reporter
