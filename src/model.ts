/**
 * The nouns of the product. Types only: this file imports nothing and holds no code.
 *
 *   suites + profile ─load→ Case ─plan→ Plan ─compose→ Request ─send→ Exchange
 *   Exchange ─observe→ Observation ─check + expect→ Noted ─judge→ Verdict ─→ RunEvent ─reporters→ text
 */

export type Level = 'MUST' | 'SHOULD' | 'MAY'

/** Any JSON value. What a server sent is `unknown` to a rule until it has looked. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }
/** A JSON object off the wire: nothing about its members is known. */
export type Wire = { readonly [key: string]: unknown }
/** A JSON Schema (2020-12): an object, or true (anything) or false (nothing). */
export type JsonSchema = boolean | JsonObject

// ── what we ask ─────────────────────────────────────────────────────────────────────────────────────────────────

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

/** A dialect: what the target promises, what it spells differently, and which findings are tolerated. */
export interface Profile {
  readonly name: string
  readonly title: string
  /** Whose dialect it is, and which state of it. */
  readonly about?: string
  /** The API that it is a dialect of: cases that ask another one are none of its. */
  readonly api: string
  /** Capabilities that the target promises: a refusal of one of these is a failure. */
  readonly promises: readonly Capability[]
  /** Capabilities that the target is known not to have: cases that need one are not sent. What is neither promised nor lacking is unknown. */
  readonly lacks: readonly Capability[]
  /** What the dialect does not take in a request: cases that send it are not sent. */
  readonly limits: readonly Limit[]
  /** How a request is spelled in this dialect. */
  readonly adapt: Adaptation
  /** Members beyond the contract that the dialect documents. */
  readonly extensions: readonly Extension[]
  /** Every delta of a stream holds the whole text so far, in place of what was added. */
  readonly cumulative?: true
  readonly tolerate: readonly Tolerance[]
  /** What gives the dialect away: used to suggest the profile to a user who named none. */
  readonly signs: readonly Sign[]
}

/** A finding that does not count, and why. Levels never bend to what servers do; tolerance does, here. */
export interface Tolerance {
  readonly rule: string
  /** Only findings at a place that matches this pointer pattern; `*` stands for one step. */
  readonly at?: string
  /** Only where the member is absent, or only where it is of this JSON type. */
  readonly when?: 'absent' | JsonType
  /** Only in cases that this pattern means. */
  readonly case?: string
  readonly reason: string
  readonly source: string
  /** The dialect is known to do this: where it no longer does, the tolerance is stale. Otherwise servers may or may not. */
  readonly expected?: boolean
}

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'

/** A request that does not fit `is` is none of this dialect. */
export interface Limit {
  readonly says: string
  /** JSONPath into the request body; each value found has to fit. */
  readonly at: string
  readonly is: JsonSchema
  readonly source: string
}

export interface Adaptation {
  /** Members of the request body by the contract's name → the dialect's. */
  readonly rename: Readonly<Record<string, string>>
  /** Members that are added to every chat request that does not have them. */
  readonly add: JsonObject
  /** Content parts by their type in the contract → the form that the dialect takes. */
  readonly parts: Readonly<Record<string, PartForm>>
  /** The request header that carries the bare key, in place of `Authorization: Bearer`. */
  readonly keyHeader?: string
  /** Query of every request, such as a version of the API. */
  readonly query: Readonly<Record<string, string>>
}

/**
 * Forms of a content part that the contract does not know.
 *   url-string  `image_url` is the address itself, not an object with it
 *   audio-url   `input_audio` is `audio_url` with a data URI
 */
export type PartForm = 'url-string' | 'audio-url'

/** Which object of a reply a member belongs to. */
export type Holder = 'completion' | 'chunk' | 'models' | 'model' | 'error' | 'reply' | 'event'

/** A member beyond the contract that a dialect documents. */
export interface Extension {
  /** Pattern of its place in the object, such as `/choices/N/message/reasoning`. */
  readonly at: string
  /** The objects that may have it; all without it. */
  readonly in?: readonly Holder[]
  readonly is: JsonSchema
  readonly about: string
  readonly source: string
}

/** Something that only one dialect, or few, do. */
export interface Sign {
  /** The fact, for people: `models are owned by "vllm"`. */
  readonly says: string
  readonly on: Holder
  /** JSONPath into the object, of which a value has to fit `is`. */
  readonly at?: string
  /** Name of a reply header whose value has to fit `is`, in place of `at`. */
  readonly header?: string
  readonly is: JsonSchema
}

/** A member of a reply that the contract does not know. Legal, always. */
export interface Beyond {
  /** JSON pointer into the observation, as in findings. */
  readonly at: string
  readonly in: Holder
  readonly got: unknown
  /** The profile documents it. */
  readonly documented: boolean
  /** Why it is not what the profile documents. */
  readonly misfit?: string
}

// ── where we ask ────────────────────────────────────────────────────────────────────────────────────────────────

/** Endpoints that are tested together: a file of specs/apis. */
export interface Api {
  readonly title: string
  readonly about?: string
  /** What its base URL looks like, for messages. */
  readonly address?: string
  /** The endpoint that lists the models; without it the target has none to choose from. */
  readonly lists?: Endpoint
  /** Body of a request to the first endpoint that shows whether the target is there. */
  readonly hello: JsonObject
  readonly endpoints: readonly EndpointFacts[]
}

/** Name of an endpoint in specs/apis; `other` for a path or method that is none. */
export type Endpoint = string

/** All that the engine knows of an endpoint. */
export interface EndpointFacts {
  readonly name: Endpoint
  readonly method: string
  /** Path below the base URL; `*` stands for one step. */
  readonly path: string
  /** What is added to a body: the model under test, the conversation so far. */
  readonly adds: readonly ('model' | 'messages')[]
  /** Schema file of a right request. */
  readonly request?: string
  /** JSONPaths into a body: to the limit of tokens of one answer, and to the number of answers. */
  readonly ceiling?: { readonly tokens: readonly string[]; readonly answers?: string }
  /** A reply that is one JSON object: which observation it becomes, and its schema file. */
  readonly json?: ReplyForm<'completion' | 'models' | 'model' | 'reply'>
  /** A reply that is an event stream; the schema is that of the data of one event. */
  readonly events?: ReplyForm<'stream' | 'events'>
  /** Schema file of a refusal. */
  readonly errors: string
}
export interface ReplyForm<K> {
  readonly as: K
  readonly schema: string
  /** JSONPath to what the model said. */
  readonly texts?: string
}

/** The cases to run, in order, each to run or to skip with a reason. */
export interface Plan {
  readonly target: TargetFacts
  readonly steps: readonly Step[]
  /** The user chose among the cases: what does not occur proves nothing about the rest. */
  readonly chosen?: true
}
export interface Step {
  readonly case: Case
  /** Why the case is not run. */
  readonly skip?: string
  /** How often this case is run at most, where that is known better than for all: a recording holds no more attempts. */
  readonly attempts?: number
  /** The run that is replayed was stopped before this case had ended: it gets no verdict here either. */
  readonly unfinished?: true
}

/** What reports say of the target. The key is not among it. */
export interface TargetFacts {
  readonly baseUrl: string
  readonly model: string
  readonly profile: string
}

// ── what happened ───────────────────────────────────────────────────────────────────────────────────────────────

/** A request as it goes out. Secrets stand in it by name (`$OPENAI_API_KEY`), never by value. */
export interface Request {
  readonly method: string
  readonly url: string
  readonly endpoint: Endpoint
  readonly headers: Readonly<Record<string, string>>
  /** The body as text; undefined for a request without one. */
  readonly text?: string
  /** The body understood; undefined if there is none or it is not JSON. */
  readonly body?: Json
  /** Close the connection as soon as the reply has begun. */
  readonly hangUp?: true
}

/**
 * How an exchange ended.
 *   complete     the whole reply arrived
 *   cut          the connection closed before the reply was whole
 *   stalled      nothing came for the idle time
 *   timeout      the total time ran out after the reply had begun
 *   too-big      the reply grew over the cap
 *   malformed    not HTTP
 *   no-reply     no status line came in time
 *   hung-up      the connection closed after the request, without a status line
 *   unreachable  no connection: DNS, refused, TLS
 *   aborted      the user stopped the run
 *   dropped      the case closed the connection on purpose
 */
export type Ending =
  | 'complete'
  | 'cut'
  | 'stalled'
  | 'timeout'
  | 'too-big'
  | 'malformed'
  | 'no-reply'
  | 'hung-up'
  | 'unreachable'
  | 'aborted'
  | 'dropped'

/** Facts of one request and its reply: what crossed the wire, when, and how it ended. Nothing is judged here. */
export interface Exchange {
  readonly request: Request
  /** Unix time in milliseconds when the last try was sent: the clock for rules, so that a recording replays. */
  readonly sentAt: number
  readonly status?: number
  /** Response header fields in order, names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The body as it came; `at` is milliseconds since the request was sent, by a monotonic clock. */
  readonly pieces: readonly Piece[]
  readonly ended: Ending
  /** The network's own words, where it did not end well. */
  readonly problem?: string
  readonly timings: Timings
  readonly retries: readonly Retry[]
}
export interface Piece {
  readonly at: number
  readonly bytes: Uint8Array
}
/** Milliseconds since the request was sent. */
export interface Timings {
  readonly firstByteMs?: number
  readonly totalMs: number
}
/** A try before the one that counts. */
export interface Retry {
  readonly why: string
  readonly waitedMs: number
}

/**
 * The network, a recording and a scripted server are all this function. The network has no use for the occasion, but a
 * recording cannot do without it: two cases may send the same request at the same time and be answered differently.
 */
export type Send = (request: Request, signal: AbortSignal, occasion?: Occasion) => Promise<Exchange>

/** Where in a run a request is sent. */
export interface Occasion {
  /** Id of the case; `preflight` for what is sent before the first one. */
  readonly case: string
  /** From 1. */
  readonly attempt: number
  /** Position among the turns of the case, from 0. */
  readonly turn: number
  /** Which of the requests that the turn sends at the same time, from 0. */
  readonly reply: number
}

// ── what it means ───────────────────────────────────────────────────────────────────────────────────────────────

/** One place where a JSON value does not fit its schema. */
export interface Violation {
  /** The rule that this part of the schema belongs to (`x-rule` in the schema). */
  readonly rule: string
  readonly at: string
  readonly message: string
  /** undefined where the member is absent. */
  readonly got?: unknown
}

/** What a capture may fail to tell of an exchange: its getters throw then, and no rule that asks for one speaks. */
export type Fact = 'request' | 'status' | 'headers' | 'sentAt' | 'times'

/**
 * How much of a reply is there, where it is not all of it.
 *   beginning  from its first byte on, but perhaps not to its end
 *   middle     pieces from anywhere
 */
export type Part = 'beginning' | 'middle'

/** What is common to all observations. */
interface Seen {
  readonly case: string
  readonly turn: number
  /** What the case is owed: a success, a refusal (4xx), or either. */
  readonly owed: 'success' | 'refusal' | 'either'
  readonly request: Request
  readonly exchange: Exchange
  /** The body decoded as UTF-8 (invalid bytes replaced). */
  readonly text: string
  /** Byte offset of the first byte that is not UTF-8. */
  readonly invalidUtf8At?: number
  /** The body starts with a byte order mark. */
  readonly bom: boolean
  /** Members that the contract does not know; of a stream, the first of each kind and whatever does not fit. */
  readonly beyond: readonly Beyond[]
  /** Absent for a whole reply. */
  readonly part?: Part
  /** What its capture does not tell: to ask for it throws. */
  readonly lacks?: ReadonlySet<Fact>
}

/** A 2xx JSON reply of the chat endpoint. */
export interface CompletionSeen extends Seen {
  readonly kind: 'completion'
  readonly completion: Wire
  readonly violations: readonly Violation[]
}

/** A 2xx reply read as an event stream. */
export interface StreamSeen extends Seen {
  readonly kind: 'stream'
  /** Every line of the body, by the rules of the SSE standard, without its line end. */
  readonly lines: readonly Line[]
  /** The events that a conforming parser dispatches. */
  readonly events: readonly SseEvent[]
  /** The events whose data is a JSON object that is not an error, in order. */
  readonly chunks: readonly Chunk[]
  /** The dialect promises that every delta holds the whole text so far. */
  readonly cumulative?: true
  /** The completion that the chunks add up to; its members are as trustworthy as the chunks. */
  readonly completion: Wire
  readonly violations: readonly Violation[]
}
export interface Line {
  readonly text: string
  readonly at: number
}
export interface SseEvent {
  readonly data: string
  /** Value of the event field. */
  readonly event?: string
  readonly at: number
  /** What the data is: a chunk, the terminator, an error object, or nothing that a client can read. */
  readonly is: 'chunk' | 'done' | 'error' | 'other'
  /** The data parsed, where it is JSON. */
  readonly json?: unknown
}
export interface Chunk {
  /** Position among the events. */
  readonly event: number
  readonly at: number
  readonly data: Wire
  /** The data as it was sent: for what parsing loses, such as 1.0. */
  readonly text: string
}

/** A reply that says no: any status but 2xx, or a 2xx that carries an error object. */
export interface ErrorSeen extends Seen {
  readonly kind: 'error'
  readonly status: number
  /** The body parsed, where it is JSON. */
  readonly body?: unknown
  readonly violations: readonly Violation[]
}

/** A 2xx JSON reply of GET /models. */
export interface ModelsSeen extends Seen {
  readonly kind: 'models'
  readonly body: Wire
  readonly violations: readonly Violation[]
}

/** A 2xx JSON reply of GET /models/{id}. */
export interface ModelSeen extends Seen {
  readonly kind: 'model'
  readonly body: Wire
  readonly violations: readonly Violation[]
}

/** A 2xx JSON reply of an endpoint that has no kind of its own; rules tell by `request.endpoint` which one. */
export interface ReplySeen extends Seen {
  readonly kind: 'reply'
  readonly body: Wire
  /** What the model said, one text for each answer. */
  readonly texts: readonly string[]
  readonly violations: readonly Violation[]
}

/** A 2xx event stream of an endpoint that has no kind of its own. */
export interface EventsSeen extends Seen {
  readonly kind: 'events'
  readonly lines: readonly Line[]
  readonly events: readonly SseEvent[]
  /** The events whose data is a JSON object that is not an error, in order. */
  readonly chunks: readonly Chunk[]
  /** What the model said: one text, or none where no event has a piece of it. */
  readonly texts: readonly string[]
  readonly violations: readonly Violation[]
}

/** Nothing that could be understood: no reply, or a 2xx body of another form. */
export interface UnreadableSeen extends Seen {
  readonly kind: 'unreadable'
  readonly why: string
}

/** The body of a request to the chat endpoint, for itself. */
export interface RequestSeen {
  readonly kind: 'request'
  readonly body: unknown
  readonly violations: readonly Violation[]
}

/** One reply, understood. */
export type Observation =
  | CompletionSeen
  | StreamSeen
  | ErrorSeen
  | ModelsSeen
  | ModelSeen
  | ReplySeen
  | EventsSeen
  | UnreadableSeen

/** All replies of one case, in order: for what only a comparison can show. */
export interface ConversationSeen {
  readonly kind: 'conversation'
  readonly replies: readonly Observation[]
}

/** What is kept of every reply of a run, for what only the whole run can show. */
export interface Trace {
  readonly case: string
  readonly turn: number
  readonly id?: unknown
  readonly callIds: readonly unknown[]
  /** Members beyond the contract, without their values. */
  readonly beyond: readonly Pick<Beyond, 'at' | 'in' | 'documented'>[]
}
export interface RunSeen {
  readonly kind: 'run'
  readonly traces: readonly Trace[]
}

/** Everything that a rule can be about. */
export type Subject = Observation | ConversationSeen | RunSeen | RequestSeen
export type Kind = Subject['kind']

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
  /** Where it stands in a file, if it was found in one. */
  readonly place?: Place
}

// ── what we say of it ───────────────────────────────────────────────────────────────────────────────────────────

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
