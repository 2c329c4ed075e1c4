/** Passes one request on and its reply back, byte by byte, over undici's lowest level: that alone keeps header fields as they were. */
import type { Dispatcher } from 'undici'
import type { RawHeaders } from './hop-by-hop.ts'

export interface Passing {
  readonly origin: string
  readonly method: string
  readonly path: string
  readonly headers: RawHeaders
  readonly body: AsyncIterable<Uint8Array> | null
}

/** What comes back, as it comes. */
export interface Returning {
  /** An interim reply: 102, 103. */
  interim(status: number, message: string, headers: RawHeaders): void
  begin(status: number, message: string, headers: RawHeaders): void
  /** A piece of the body; false if no more should come until `resume`. */
  piece(bytes: Uint8Array): boolean
  end(trailers: RawHeaders): void
  fail(error: unknown): void
}

export interface Forwarding {
  resume(): void
  /** Ends the request, also if it has not been sent yet. Nothing is called afterwards. */
  abort(): void
}

/** Sends the request; exactly one of `end` and `fail` is called last, unless it is aborted. */
export function forward(dispatcher: Dispatcher, passing: Passing, returning: Returning): Forwarding {
  let controller: Dispatcher.DispatchController | undefined
  let over = false
  const fail = (error: unknown): void => {
    if (over) return
    over = true
    returning.fail(error)
  }
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (given) => {
      controller = given
      if (over) given.abort(new Error('aborted'))
    },
    onResponseStart: (given, status, _headers, message = '') => {
      if (over) return
      const headers = texts(given.rawHeaders)
      if (status < 200) returning.interim(status, message, headers)
      else returning.begin(status, message, headers)
    },
    onResponseData: (given, bytes) => {
      if (!over && !returning.piece(bytes)) given.pause()
    },
    onResponseEnd: (given) => {
      if (over) return
      over = true
      returning.end(texts(given.rawTrailers))
    },
    onResponseError: (_given, error) => fail(error),
  }
  const { origin, method, path, headers, body } = passing
  try {
    const to = { origin, path, method: method as Dispatcher.HttpMethod }
    dispatcher.dispatch({ ...to, headers: [...headers], body: body as never }, handler)
  } catch (error) {
    // What undici refuses to send.
    fail(error)
  }
  return {
    resume: () => controller?.resume(),
    abort: () => {
      if (over) return
      over = true
      controller?.abort(new Error('aborted'))
    },
  }
}

function texts(raw: unknown): string[] {
  return ((raw ?? []) as readonly (Buffer | string)[]).map((part) =>
    typeof part === 'string' ? part : part.toString('latin1'),
  )
}
