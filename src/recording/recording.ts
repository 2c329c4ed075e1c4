/**
 * The format of recordings: how an exchange is written to a file and read again. Readable and byte for byte: a body is
 * text where its bytes are UTF-8, else base64; a request body is JSON where that is exactly what was sent.
 * `specs/schemas/recording.json` describes the files.
 */
import { parseJson } from '../foundation/json.ts'
import type {
  Adaptation,
  Ending,
  Endpoint,
  Exchange,
  Json,
  Occasion,
  Piece,
  Request,
  Retry,
  Shard,
  TargetFacts,
  Timings,
} from '../model/index.ts'

const FORMAT = 'chat-conformance/recording'
/** Versions of the format up to this one can be read. */
export const RECORDING_VERSION = 1
/** The index file, next to the files of the cases or exchanges. */
export const INDEX_FILE = 'recording.json'

/** Replaces the id of a case for what is sent before the first case. The id of a case has a slash in it. */
export const PREFLIGHT = 'preflight'

interface Heading {
  readonly format: typeof FORMAT
  readonly version: typeof RECORDING_VERSION
}

/** What the index files have in common. Without `durationMs` the recording was cut off. */
interface WholeRecorded extends Heading {
  readonly tool: { readonly version: string }
  readonly target: TargetFacts
  /** ISO 8601. */
  readonly startedAt: string
  readonly durationMs?: number
}

/** The file of a run. */
export interface RunRecorded extends WholeRecorded {
  readonly kind: 'run'
  readonly interrupted?: true
  readonly options: {
    readonly attempts: number
    readonly concurrency: number
    /** Patterns of the rules that were evaluated; none means all. */
    readonly rules: readonly string[]
    /** The profile as it was given; none means the usual one, with a suggestion of one that fits. */
    readonly profile?: string
    /** Not all cases were selected. */
    readonly chosen?: true
    /** How often each case was run, if that is more than once. */
    readonly repeat?: number
    /** The part of a divided run. */
    readonly shard?: Shard
  }
  /** How the dialect spelled requests. */
  readonly adapt?: Adaptation
  /** Headers of every request; secrets are in them by name. */
  readonly headers: Readonly<Record<string, string>>
  /** Where the fixtures were served. */
  readonly fixturesUrl?: string
  readonly steps: readonly StepRecorded[]
  /** What was sent before the first case, to find the model. */
  readonly preflight: readonly ExchangeRecorded[]
}
export interface StepRecorded {
  readonly case: string
  readonly skip?: string
  /** The run was stopped before the case had ended. */
  readonly unfinished?: true
}

/** The file of passed-through traffic. */
export interface TrafficRecorded extends WholeRecorded {
  readonly kind: 'traffic'
  /** The profile as it was given. */
  readonly profile: string
}

/** The file of one case: its attempts, each with the exchanges of its turns in the order in which they were sent. */
export interface CaseRecorded extends Heading {
  readonly kind: 'case'
  readonly case: string
  readonly title: string
  readonly attempts: readonly (readonly TurnRecorded[])[]
}
export interface TurnRecorded {
  readonly turn: number
  /** One for each request of the turn that was sent at the same time. */
  readonly replies: readonly ExchangeRecorded[]
}

/** The file of one exchange that does not belong to a case. */
export interface LooseRecorded extends Heading {
  readonly kind: 'exchange'
  readonly id: string
  /** Where it is from, or what it is about. */
  readonly title: string
  readonly exchange: ExchangeRecorded
}

export interface ExchangeRecorded {
  readonly request: RequestRecorded
  readonly sentAt: number
  readonly status?: number
  /** `name: value`, in order. */
  readonly headers: readonly string[]
  readonly pieces: readonly PieceRecorded[]
  readonly ended: Ending
  readonly problem?: string
  readonly timings: Timings
  readonly retries: readonly RetryRecorded[]
}

type RetryRecorded = Omit<Retry, 'reply'> & {
  readonly reply?: Pick<ExchangeRecorded, 'sentAt' | 'headers' | 'pieces' | 'ended' | 'timings'> & {
    readonly status: number
  }
}
interface RequestRecorded {
  readonly method: string
  readonly url: string
  readonly endpoint: Endpoint
  readonly headers: Readonly<Record<string, string>>
  /** The body, if it is this value as `JSON.stringify` writes it; any other body is in `text`. */
  readonly body?: Json
  readonly text?: string
  readonly hangUp?: true
}
type PieceRecorded = { readonly at: number; readonly text: string } | { readonly at: number; readonly base64: string }

/** Every file of ours. */
export type Recorded = RunRecorded | TrafficRecorded | CaseRecorded | LooseRecorded

export const HEADING: Heading = { format: FORMAT, version: RECORDING_VERSION }

/** An exchange as it is written. */
export function toRecorded({ request, headers, pieces, ...facts }: Exchange): ExchangeRecorded {
  const { status, sentAt, ended, problem, timings, retries } = facts
  return {
    request: toRequestRecorded(request),
    sentAt,
    ...(status === undefined ? {} : { status }),
    headers: headerLines(headers),
    pieces: pieces.map(toPieceRecorded),
    ended,
    ...(problem === undefined ? {} : { problem }),
    timings,
    retries: retries.map(({ reply, ...retry }) => ({
      ...retry,
      ...(reply
        ? { reply: { ...reply, headers: headerLines(reply.headers), pieces: reply.pieces.map(toPieceRecorded) } }
        : {}),
    })),
  }
}

/** Header fields as `name: value`. */
export function headerLines(headers: Exchange['headers']): readonly string[] {
  return headers.map(([name, value]) => `${name}: ${value}`)
}

/** An exchange as it was. */
export function fromRecorded({ request, headers, pieces, retries, ...facts }: ExchangeRecorded): Exchange {
  return {
    ...facts,
    request: fromRequestRecorded(request),
    headers: fromHeaderLines(headers),
    pieces: fromPiecesRecorded(pieces),
    retries: retries.map(({ reply, ...retry }) => ({
      ...retry,
      ...(reply
        ? { reply: { ...reply, headers: fromHeaderLines(reply.headers), pieces: fromPiecesRecorded(reply.pieces) } }
        : {}),
    })),
  }
}

function fromHeaderLines(lines: readonly string[]): Exchange['headers'] {
  return lines.map((line) => {
    const end = line.indexOf(': ')
    return [line.slice(0, end), line.slice(end + 2)]
  })
}

function fromPiecesRecorded(pieces: readonly PieceRecorded[]): Exchange['pieces'] {
  return pieces.map((piece) => ({
    at: piece.at,
    bytes: 'text' in piece ? Buffer.from(piece.text) : Buffer.from(piece.base64, 'base64'),
  }))
}

function toRequestRecorded({ method, url, endpoint, headers, text, body, hangUp }: Request): RequestRecorded {
  const isPlain = text !== undefined && body !== undefined && jsonOrNothing(body) === text
  return {
    method,
    url,
    endpoint,
    headers,
    ...(isPlain ? { body } : text === undefined ? {} : { text }),
    ...(hangUp ? { hangUp } : {}),
  }
}

function fromRequestRecorded({ text, body, ...request }: RequestRecorded): Request {
  if (body !== undefined) return { ...request, text: JSON.stringify(body), body }
  if (text === undefined) return request
  const understood = parseJson(text)
  return { ...request, text, ...(understood === undefined ? {} : { body: understood }) }
}

function jsonOrNothing(value: Json): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

/** A piece as text where its bytes are UTF-8, else as base64. */
export function toPieceRecorded({ at, bytes }: Piece): PieceRecorded {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  return Buffer.from(text).equals(bytes) ? { at, text } : { at, base64: Buffer.from(bytes).toString('base64') }
}

/** The text of a file: indented, and with a line feed at its end. */
export function fileText(recorded: Recorded): string {
  return `${JSON.stringify(recorded, null, 1)}\n`
}

/** Where the file of a case is in the folder of its run. */
export function caseFile(id: string): string {
  return `${id}.json`
}

/**
 * The exchanges of a case in the order of its attempts and turns.
 * @param count how many attempts there were; one of them may have had nothing to send
 */
export function toAttempts(
  exchanges: readonly { readonly occasion: Occasion; readonly exchange: Exchange }[],
  count: number,
): CaseRecorded['attempts'] {
  return Array.from({ length: count }, (_, i) => {
    const those = exchanges.filter(({ occasion }) => occasion.attempt === i + 1)
    return [...new Set(those.map(({ occasion }) => occasion.turn))].map((turn) => ({
      turn,
      replies: those
        .filter(({ occasion }) => occasion.turn === turn)
        .sort((a, b) => a.occasion.reply - b.occasion.reply)
        .map(({ exchange }) => toRecorded(exchange)),
    }))
  })
}
