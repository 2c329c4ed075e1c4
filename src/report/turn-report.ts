/** What a report keeps of an exchange: what was asked, how it ended, and how to ask it again. */

import { endpointNamed, wantsStream } from '../ask/apis.ts'
import { asObject } from '../foundation/json.ts'
import type { Api, Exchange, Json, JsonObject, Piece, PieceReport, ReplyReport, TurnReport } from '../model/index.ts'
import { findJudgedForm, joinBytes, readForm } from '../read/body.ts'
import { headerLines, toPieceRecorded } from '../recording/recording.ts'
import { codingOf, contentDecoded } from '../wire/coding.ts'
import { curl } from '../wire/curl.ts'

/** What a report shows of an exchange. Secrets are expected to be out of it. */
export function turnReport(exchange: Exchange, api: Api): TurnReport {
  const { request, status, ended, timings, retries } = exchange
  const { method, url, body } = request
  return {
    request: { method, url, ...(body === undefined ? {} : { body: withoutBulk(body) }) },
    ...(status === undefined ? {} : { status }),
    ended,
    timings,
    retries: retries.length,
    curl: curl(request.text && request.text.length > BULK ? { ...request, text: BULKY } : request),
    ...(status === undefined ? {} : { reply: replyReport(exchange, status, api) }),
  }
}

function replyReport(exchange: Exchange, status: number, api: Api): ReplyReport {
  const { headers, request } = exchange
  const pieces = contentDecoded(exchange)
  const endpoint = endpointNamed(api, request.endpoint)
  const read = readForm(headers, joinBytes(pieces), wantsStream(endpoint, request.body) === true)
  return {
    headers: headerLines(headers),
    ...(pieces === exchange.pieces ? {} : { decoded: codingOf(exchange) }),
    form: findJudgedForm(status, read, endpoint?.events !== undefined, api.protocol.isAnswer),
    pieces: shortened(pieces),
  }
}

/** So much of a body is kept; a piece costs more than its bytes. The beginning and the end of a stream tell the most. */
const MOST_AT_ITS_BEGINNING = 192 * 1024
const MOST_AT_ITS_END = 64 * 1024
const COST_OF_A_PIECE = 40

function shortened(pieces: readonly Piece[]): readonly PieceReport[] {
  const head = within(pieces, MOST_AT_ITS_BEGINNING, (bytes, room) => bytes.subarray(0, room))
  if (sizeOf(head) === sizeOf(pieces)) return pieces.map(toPieceRecorded)
  const behind = pieces.slice(head.length)
  const tail = within(behind.toReversed(), MOST_AT_ITS_END, (bytes, room) => bytes.subarray(-room)).toReversed()
  const bytesLeftOut = sizeOf(pieces) - sizeOf(head) - sizeOf(tail)
  const gap = { at: tail[0]?.at ?? head.at(-1)?.at ?? 0, bytesLeftOut }
  return [...head.map(toPieceRecorded), gap, ...tail.map(toPieceRecorded)]
}

/** The first pieces that find room; the last of them is cut where the room ends. */
function within(pieces: readonly Piece[], most: number, cut: (bytes: Uint8Array, room: number) => Uint8Array): Piece[] {
  const kept: Piece[] = []
  let room = most
  for (const { at, bytes } of pieces) {
    room -= COST_OF_A_PIECE
    if (room <= 0) break
    kept.push({ at, bytes: bytes.length > room ? cut(bytes, room) : bytes })
    room -= bytes.length
  }
  return kept
}

function sizeOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { bytes }) => sum + bytes.length, 0)
}

/** Longer bodies find no room on a command line; `--dry-run` prints them whole. */
const BULK = 20_000
const BULKY = '(the body is too long for a command line: run the case with --dry-run to see it)'

/** Longer texts (a padded prompt) would drown a report. A picture or a second of sound finds room. */
const LONGEST_TEXT = 64 * 1024

function withoutBulk(value: Json): Json {
  if (typeof value === 'string')
    return value.length > LONGEST_TEXT ? `${value.slice(0, 100)}… (${value.length} characters)` : value
  if (Array.isArray(value)) return value.map((item: Json) => withoutBulk(item))
  const members = asObject(value) as JsonObject | undefined
  if (!members) return value
  return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, withoutBulk(member)]))
}
