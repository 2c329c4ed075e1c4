/** Reads recordings of exchanges as they stand in `fixtures/recordings`. */
import { asList, asObject } from '../json.ts'
import type { Ending, Exchange, Json, Wire } from '../model.ts'
import type { Capture } from './capture.ts'
import { requestOf, TITLES } from './reply.ts'

export function isRecording(json: unknown): boolean {
  const recording = asObject(json)
  return recording !== undefined && asObject(recording.request) !== undefined && Array.isArray(recording.pieces)
}

/** The exchange of a recording: everything is known of it. */
export function recordingCapture(json: Json, source: string): Capture {
  const spot = { line: 1, column: 1 }
  const exchange = exchangeOf(asObject(json) ?? {})
  return {
    spot,
    source,
    title:
      TITLES[exchange.request.body !== undefined && asObject(exchange.request.body)?.stream ? 'stream' : 'completion'],
    subject: { kind: 'reply', exchange, lacks: new Set() },
    locate: () => spot,
  }
}

function exchangeOf(recording: Wire): Exchange {
  const asked = asObject(recording.request) ?? {}
  const text = JSON.stringify(asked.body)
  const totalMs = Number(recording.totalMs ?? 0)
  return {
    request: requestOf(text, {
      method: String(asked.method ?? 'POST'),
      url: String(asked.path ?? '/chat/completions'),
      headers: { 'content-type': 'application/json' },
    }),
    sentAt: Number(recording.sentAt ?? 0),
    ...(typeof recording.status === 'number' ? { status: recording.status } : {}),
    headers: asList(recording.headers) as Exchange['headers'],
    pieces: asList(recording.pieces).map((piece) => {
      const { at, text: said } = asObject(piece) ?? {}
      return { at: Number(at ?? 0), bytes: Buffer.from(String(said ?? '')) }
    }),
    ended: (recording.ended as Ending | undefined) ?? 'complete',
    timings: { totalMs },
    retries: [],
  }
}
