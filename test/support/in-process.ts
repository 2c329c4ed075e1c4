/**
 * Sends requests to the reference server without a socket: calls the code that answers them, and returns the exchange
 * that would have crossed the wire. test/proof/in-process.test.ts compares the two ways.
 */
import { validateHeaderName, validateHeaderValue } from 'node:http'
import { type Draft, draft, finish, type Outgoing, type Setup } from '../../server/answer.ts'
import { maxBody } from '../../server/body.ts'
import { failureReply } from '../../server/http.ts'
import { basePathOf } from '../../server/index.ts'
import { pathOf } from '../../server/routes.ts'
import type { Asked, Twist } from '../../server/twist.ts'
import { headOf, pieceNow } from '../../server/write.ts'
import type { Exchange, Occasion, Request, Send } from '../../src/model/index.ts'
import { takeNotes } from '../../src/wire/notes.ts'
import type { Secrets } from '../../src/wire/redact.ts'

/** The client of the proofs cuts off longer bodies. */
export const MOST_BYTES = 4_000_000

export interface InProcess {
  readonly baseUrl: string
  readonly send: Send
}

/** A reply that was made before the request is sent. */
export interface Prepared {
  /** The request that it answers. */
  readonly request: Request
  readonly outgoing: Outgoing
  /** When the request was answered: the reply contains that time. */
  readonly sentAt: number
}

export interface Ways {
  /** Receives every reply before the hooks that change its form. */
  readonly onDraft?: (draft: Draft, asked: Asked, request: Request, occasion: Occasion) => void
  /** The reply to send without calling the server; undefined if the server has to be called. */
  readonly prepared?: (request: Request, occasion: Occasion) => Prepared | undefined
  /** Is called for a reply whose framing is only visible on a socket. */
  readonly onFramed?: () => void
}

/** Whether these twists change how bytes are delivered: a proof of them uses sockets. */
export function changeDelivery(twists: readonly Twist[]): boolean {
  return twists.some((twist) => twist.wire ?? twist.pieces)
}

export function openInProcess(setup: Setup, secrets: Secrets, { onDraft, prepared, onFramed }: Ways = {}): InProcess {
  let count = 0
  const isCut = setup.twists.some(({ pieces }) => pieces)
  const outgoingFor = async (request: Request, occasion: Occasion | undefined): Promise<Outgoing> => {
    const asked = askedOf(request, setup, secrets, count++)
    const bytes = Buffer.from(request.text ?? '')
    try {
      const made = await draft(asked, bytes.length > maxBody ? undefined : bytes, setup)
      if (occasion) onDraft?.(made, asked, request, occasion)
      return written(finish(made, asked, setup.twists))
    } catch (problem) {
      return { streamed: false, reply: failureReply(problem) }
    }
  }
  const send: Send = async (request, _signal, occasion) => {
    const ready = occasion && prepared?.(request, occasion)
    const notes = takeNotes()
    const sentAt = ready?.sentAt ?? Date.now()
    const outgoing = ready?.outgoing ?? (await outgoingFor(request, occasion))
    if (isFramed(outgoing)) onFramed?.()
    const { status, headers } = headOf(outgoing)
    notes.began(status, delivered(headers, outgoing.streamed, sentAt))
    const all = request.method === 'HEAD' ? [] : piecesOf(outgoing)
    const pieces = all.map((piece) => pieceNow(piece, setup.twists)).filter(({ length }) => length)
    for (const bytes of pieces) notes.received(bytes)
    // The server writes without a pause: this much has arrived before a client closes the connection.
    const ended = request.hangUp && pieces.length ? 'dropped' : 'complete'
    const exchange = { ...notes.end(ready?.request ?? request, ended), sentAt }
    // Pieces that arrive together are joined; those that are cut on purpose stay apart.
    return isCut ? { ...exchange, pieces: pieces.map((bytes) => ({ at: notes.elapsed(), bytes })) } : exchange
  }
  return { baseUrl: `http://${HOST}${basePathOf(setup)}`, send }
}

const HOST = '127.0.0.1:1'

/** The request as the server reads it. */
function askedOf({ method, url, text, ...request }: Request, setup: Setup, secrets: Secrets, count: number): Asked {
  const { pathname, search } = new URL(url)
  const hasLength = text !== undefined || method === 'POST'
  const headers: Record<string, string> = {
    host: HOST,
    connection: 'keep-alive',
    ...(hasLength ? { 'content-length': String(Buffer.byteLength(text ?? '')) } : {}),
  }
  for (const [name, value] of Object.entries(request.headers))
    headers[name.toLowerCase()] = value.replace(/\$[A-Za-z_][A-Za-z0-9_]*/g, (key) => secrets.get(key) ?? key)
  return { method, path: pathOf(pathname + search, setup.dialect), headers, body: undefined, streamed: false, count }
}

/**
 * The bytes that are sent, if Node.js accepts them.
 * @throws Error for header fields that are not valid
 */
export function written(outgoing: Outgoing): Outgoing {
  for (const [name, value] of Object.entries(headOf(outgoing).headers)) {
    validateHeaderName(name)
    validateHeaderValue(name, String(value))
  }
  return outgoing
}

function piecesOf(outgoing: Outgoing): readonly Buffer[] {
  return outgoing.streamed ? outgoing.pieces : [Buffer.from(outgoing.reply.body as string)]
}

/** The header fields as the client reads them, with those that Node.js adds. */
function delivered(
  headers: Readonly<Record<string, string | number>>,
  streamed: boolean,
  sentAt: number,
): Exchange['headers'] {
  const headerFields = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const)
  const added = { date: new Date(sentAt).toUTCString(), connection: 'keep-alive', 'keep-alive': 'timeout=60' }
  return [...headerFields, ...Object.entries(added), ...(streamed ? [['transfer-encoding', 'chunked'] as const] : [])]
}

/** Header fields and statuses that say how the body is delivered. */
const FRAMING = /^(connection|content-length|keep-alive|trailer|transfer-encoding|upgrade)$/i
const WITHOUT_BODY = [204, 205, 304]

function isFramed(outgoing: Outgoing): boolean {
  const { status, headers } = outgoing.streamed ? outgoing.head : outgoing.reply
  if (status < 200 || WITHOUT_BODY.includes(status) || Object.keys(headers).some((name) => FRAMING.test(name)))
    return true
  return piecesOf(outgoing).reduce((sum, piece) => sum + piece.length, 0) > MOST_BYTES
}
