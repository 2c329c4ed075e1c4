/** What a report keeps of an exchange: the request, how it ended, and how to send it again. */

import { endpointNamed, wantsStream } from '../ask/apis.ts'
import { asObject } from '../foundation/json.ts'
import type {
  Api,
  Exchange,
  Json,
  JsonObject,
  Observation,
  Piece,
  PieceReport,
  ReplyReport,
  TurnReport,
} from '../model/index.ts'
import { findJudgedForm, joinBytes, readForm } from '../read/body.ts'
import { headerLines, toPieceRecorded } from '../recording/recording.ts'
import { codingOf, decodeContent } from '../wire/coding.ts'
import { curl } from '../wire/curl.ts'

/**
 * What a report shows of an exchange. Secrets are expected to be out of it.
 * @param owed what the case expects of the reply
 */
export function turnReport(exchange: Exchange, api: Api, owed: Observation['owed'] = 'success'): TurnReport {
  const { request, status, ended, timings, retries } = exchange
  const { method, url, body } = request
  const tries = retries.flatMap(({ reply }) => reply?.status ?? [])
  return {
    request: { method, url, ...(body === undefined ? {} : { body: withoutBulk(body) }) },
    ...(owed === 'success' ? {} : { deserves: owed === 'refusal' ? 'error' : owed }),
    ...(status === undefined ? {} : { status }),
    ended,
    timings,
    retries: retries.length,
    ...(tries.length ? { tries } : {}),
    curl: request.text && request.text.length > BULK ? tooLong(request.text) : curl(request),
    ...(status === undefined ? {} : { reply: replyReport(exchange, status, api) }),
  }
}

function replyReport(exchange: Exchange, status: number, api: Api): ReplyReport {
  const { headers, request } = exchange
  const pieces = decodeContent(exchange)
  const endpoint = endpointNamed(api, request.endpoint)
  const read = readForm(headers, joinBytes(pieces), wantsStream(endpoint, request.body) === true)
  return {
    headers: headerLines(headers),
    ...(pieces === exchange.pieces ? {} : { decoded: codingOf(exchange) }),
    form: findJudgedForm(status, read, endpoint?.events !== undefined, api.protocol.isAnswer),
    pieces: shortenText(pieces),
  }
}

/** So much of a body is kept; a piece costs more than its bytes. The beginning and the end of a stream show the most. */
const MOST_AT_ITS_BEGINNING = 192 * 1024
const MOST_AT_ITS_END = 64 * 1024
const COST_OF_A_PIECE = 40

function shortenText(pieces: readonly Piece[]): readonly PieceReport[] {
  const head = within(pieces, MOST_AT_ITS_BEGINNING, (bytes, room) => bytes.subarray(0, room))
  if (sizeOf(head) === sizeOf(pieces)) return pieces.map(toPieceRecorded)
  const rest = pieces.slice(head.length)
  const tail = within(rest.toReversed(), MOST_AT_ITS_END, (bytes, room) => bytes.subarray(-room)).toReversed()
  const bytesLeftOut = sizeOf(pieces) - sizeOf(head) - sizeOf(tail)
  const gap = { at: tail[0]?.at ?? head.at(-1)?.at ?? 0, bytesLeftOut }
  return [...head.map(toPieceRecorded), gap, ...tail.map(toPieceRecorded)]
}

/** The first pieces that find room; the last of them is cut where the room ends. */
function within(pieces: readonly Piece[], most: number, cut: (bytes: Uint8Array, room: number) => Uint8Array): Piece[] {
  const shownPieces: Piece[] = []
  let room = most
  for (const { at, bytes } of pieces) {
    room -= COST_OF_A_PIECE
    if (room <= 0) break
    shownPieces.push({ at, bytes: bytes.length > room ? cut(bytes, room) : bytes })
    room -= bytes.length
  }
  return shownPieces
}

function sizeOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { bytes }) => sum + bytes.length, 0)
}

/** Longer bodies do not fit on a command line; `--dry-run` prints them completely. */
const BULK = 20_000

/** In place of a command line. A shell takes it for a comment. */
function tooLong(body: string): string {
  return `# the body has ${body.length} characters, too many for a command line: run the case with --dry-run to see it`
}

/** Whether the report has a command line that sends the request again. */
export function isRunnable({ curl: line }: TurnReport): boolean {
  return line !== '' && !line.startsWith('#')
}

/** Longer strings (a padded prompt) would fill a report. An image or a second of audio is shorter. */
const LONGEST_TEXT = 64 * 1024

function withoutBulk(value: Json): Json {
  if (typeof value === 'string')
    return value.length > LONGEST_TEXT ? `${value.slice(0, 100)}… (${value.length} characters)` : value
  if (Array.isArray(value)) return value.map((item: Json) => withoutBulk(item))
  const members = asObject(value) as JsonObject | undefined
  if (!members) return value
  return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, withoutBulk(member)]))
}
