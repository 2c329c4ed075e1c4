/** Takes notes of an exchange while it happens. All times are milliseconds since it began. */
import type { Ending, Exchange, Request } from '../model/index.ts'
import { gather } from './pieces.ts'

export interface Notes {
  readonly elapsed: () => number
  /** The status, once the reply has begun. */
  readonly status: () => number | undefined
  began(status: number, headers: Exchange['headers']): void
  received(bytes: Uint8Array): void
  /** Lets go of the body so far. */
  forget(): void
  /** The exchange as it ended, now. */
  end(request: Request, ended: Ending, problem?: string): Exchange
}

/** Begins to take notes: the clock runs from here. */
export function takeNotes(): Notes {
  const began = performance.now()
  const sentAt = Date.now()
  const elapsed = (): number => Math.round((performance.now() - began) * 100) / 100
  const body = gather()
  let head: Pick<Exchange, 'status' | 'headers'> = { headers: [] }
  let firstByteMs: number | undefined
  return {
    elapsed,
    status: () => head.status,
    began: (status, headers) => {
      firstByteMs = elapsed()
      head = { status, headers }
    },
    received: (bytes) => body.add(elapsed(), bytes),
    forget: () => body.clear(),
    end: (request, ended, problem) => ({
      request,
      sentAt,
      ...head,
      pieces: body.all(),
      ended,
      ...(problem ? { problem } : {}),
      timings: { ...(firstByteMs === undefined ? {} : { firstByteMs }), totalMs: elapsed() },
      retries: [],
    }),
  }
}
