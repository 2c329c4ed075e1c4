/** Writes replies at the pace of the client, and applies faults to the connection. */
import type { ServerResponse } from 'node:http'
import { setTimeout as wait, setImmediate as yieldToSocket } from 'node:timers/promises'
import type { Outgoing } from './answer.ts'
import type { Twist, WireFault } from './twist.ts'

interface Pace {
  twists: readonly Twist[]
  delayMs: number
}

/** Writes a reply or a stream. Resolves when everything is written, the client is gone, or a fault stops it. */
export async function write(
  response: ServerResponse,
  outgoing: Outgoing,
  faults: readonly WireFault[],
  pace: Pace,
): Promise<void> {
  const fault = <K extends WireFault['do']>(kind: K) =>
    faults.find((candidate): candidate is Extract<WireFault, { do: K }> => candidate.do === kind)
  if (fault('never-answer')) return
  if (fault('hang-up')) return void response.req.socket.destroy()
  const raw = fault('raw')
  if (raw) return void response.req.socket.end(raw.bytes)
  const delay = fault('delay')
  const replyDelay = pace.delayMs + (delay?.every === 'reply' ? delay.ms : 0)
  const pieceDelay = pace.delayMs + (delay?.every === 'piece' ? delay.ms : 0)
  if (replyDelay) await wait(replyDelay)
  if (response.destroyed) return
  const cut = fault('cut')
  const pieces = outgoing.streamed ? outgoing.pieces : [bodyOf(outgoing.reply.body, cut?.after)]
  const open = faults.some((fault) => fault.do === 'endless' || fault.do === 'never-end')
  const { status, headers } = headOf(outgoing, open)
  response.writeHead(status, headers)
  // The head is sent immediately, not with the first piece.
  if (outgoing.streamed || faults.length) response.flushHeaders()
  // Pieces that a twist made must arrive separately: without a pause the kernel joins them.
  const separate = pace.twists.some((twist) => twist.pieces)
  const last = outgoing.streamed && cut ? cut.after : pieces.length
  for (const [i, piece] of pieces.slice(0, last).entries()) {
    if (i > 0 && outgoing.streamed && pieceDelay) await wait(pieceDelay)
    else if (separate) await yieldToSocket()
    if (!(await put(response, pieceNow(piece, pace.twists)))) return
  }
  if (cut) return void response.req.socket.end()
  const endless = fault('endless')
  while (endless && (await put(response, repeatPiece(endless.piece)))) await yieldToSocket()
  if (!fault('never-end')) response.end()
}

/** Repeats a piece, so that a client's limit for the size of replies is reached soon. */
function repeatPiece(piece: string): Buffer {
  return Buffer.from(piece.repeat(Math.ceil(16_384 / Math.max(1, piece.length))))
}

function bodyOf(body: string | Buffer, cutAfter = Infinity): Buffer {
  return Buffer.from(body as string).subarray(0, cutAfter)
}

/**
 * Status and headers as they are given to Node.js, which adds those of the connection.
 * @param open the body is never ended, so that it has no length
 */
export function headOf(outgoing: Outgoing, open = false): { status: number; headers: Record<string, string | number> } {
  if (outgoing.streamed) return outgoing.head
  const { status, headers, body } = outgoing.reply
  const framed = Object.keys(headers).some((name) => /^(content-length|transfer-encoding)$/i.test(name))
  return { status, headers: { ...headers, ...(framed || open ? {} : { 'content-length': Buffer.byteLength(body) }) } }
}

/** A piece of a body as the twists change it at the moment in which it is written. */
export function pieceNow(piece: Buffer, twists: readonly Twist[]): Buffer {
  return twists.reduce((now, twist) => twist.piece?.(now) ?? now, piece)
}

/** Writes one piece and waits until the client has read earlier pieces. False if the client is gone. */
function put(response: ServerResponse, piece: Buffer): Promise<boolean> {
  if (response.destroyed || !response.writable) return Promise.resolve(false)
  if (!piece.length || response.write(piece)) return Promise.resolve(true)
  return new Promise((resolve) => {
    const settle = (isOpen: boolean) => () => {
      response.off('drain', drained)
      response.off('close', closed)
      resolve(isOpen)
    }
    const drained = settle(true)
    const closed = settle(false)
    response.once('drain', drained)
    response.once('close', closed)
  })
}
