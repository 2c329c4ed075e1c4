/** What we say of it: verdicts, the report, and how it is told. */
import type { Capability, Plan, TargetFacts } from './ask.ts'
import type { Holder, Tolerance } from './dialect.ts'
import type { Ending, Timings } from './exchange.ts'
import type { Json } from './json.ts'
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
}

export interface TurnReport {
  readonly request: { readonly method: string; readonly url: string; readonly body?: Json }
  readonly status?: number
  readonly ended: Ending
  readonly timings: Timings
  readonly retries: number
  /** A command line that sends this request again; the key stands in it by name. */
  readonly curl: string
}

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
export interface ParameterAudit {
  readonly name: string
  readonly verdict: 'honoured' | 'refused' | 'ignored' | 'cannot tell'
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
  | { readonly type: 'start'; readonly plan: Plan }
  | { readonly type: 'begin'; readonly case: string }
  | { readonly type: 'case'; readonly verdict: Verdict }
  | { readonly type: 'end'; readonly report: Report }

/** What a reporter may know besides the events. */
export interface ReporterContext {
  /** The text goes to a terminal that shows colours. */
  readonly color: boolean
  readonly rules: ReadonlyMap<string, Rule>
}

/** A function from run events to text, made anew for each run. */
export type Reporter = (event: RunEvent) => string

export type ReporterFactory = (context: ReporterContext) => Reporter
