/**
 * Reads the body of a reply: which form it has, and what it contains. It decides by what arrived, not by what was
 * requested, because rules compare the two. Without imports of Node.js: the HTML pages read bodies with this function too.
 */
import { asObject, parseJson } from '../foundation/json.ts'
import type { BodyForm, EventsForm, Exchange, Line, Piece, SseEvent, Wire } from '../model/index.ts'
import { isEndlesslyLined, readEvents } from './sse.ts'

export interface Body {
  readonly form: BodyForm
  /** The decoded body; invalid UTF-8 is replaced and a leading byte order mark dropped. */
  readonly text: string
  /** Offset of the first byte that is not UTF-8. */
  readonly invalidUtf8At?: number
  /** The body begins with a byte order mark. */
  readonly bom: boolean
  /** The body parsed as JSON, in any form; absent if it is not JSON. */
  readonly json?: unknown
  /** The lines and events of a stream; absent in other forms, and if the stream has more lines than are read. */
  readonly stream?: { readonly lines: readonly Line[]; readonly events: readonly SseEvent[] }
}

/**
 * Reads a body whose content coding is undone already.
 * @param wantsStream the request asked for a stream
 * @param end what the last event of a stream is, where its data is a fixed text
 */
export function readBody(
  headers: Exchange['headers'],
  pieces: readonly Piece[],
  wantsStream: boolean,
  end?: EventsForm['end'],
): Body {
  const bytes = joinBytes(pieces)
  const read = readForm(headers, bytes, wantsStream)
  const invalidUtf8At = findInvalidUtf8(bytes)
  return {
    ...read,
    ...(invalidUtf8At === undefined ? {} : { invalidUtf8At }),
    bom: bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf,
    ...(read.form === 'stream' && !isEndlesslyLined(pieces) ? { stream: readEvents(pieces, end?.data) } : {}),
  }
}

type Read = Pick<Body, 'form' | 'text' | 'json'>

/** The form of a body, without its events. */
export function readForm(headers: Exchange['headers'], bytes: Uint8Array, wantsStream: boolean): Read {
  const text = new TextDecoder().decode(bytes)
  const json = parseJson(text)
  const form = isStream(headers, text, json, wantsStream) ? 'stream' : json === undefined ? formOf(text) : 'json'
  return { form, text, ...(json === undefined ? {} : { json }) }
}

/**
 * The form in which a reply is judged: an error object is JSON under any content type, and so is JSON of an endpoint
 * without streams.
 * @param isAnswer as for `isRefusal`
 */
export function findJudgedForm(
  status: number,
  { form, text, json }: Read,
  hasStreams: boolean,
  isAnswer: (body: Wire) => boolean,
): BodyForm {
  if (form !== 'stream') return form
  if (json !== undefined && (!hasStreams || isRefusal(status, json, isAnswer))) return 'json'
  return hasStreams ? 'stream' : formOf(text)
}

/** The form of a body that is neither a stream nor JSON. */
export function formOf(text: string): 'page' | 'text' | 'empty' {
  if (text.trim() === '') return 'empty'
  return /^\s*</.test(text) ? 'page' : 'text'
}

/**
 * Whether a reply only reports an error: by its status, or by an error object under a 2xx status.
 * @param isAnswer says of an object that it is an answer, whatever else it holds: an `error: null` in it is harmless
 */
export function isRefusal(status: number, json: unknown, isAnswer: (body: Wire) => boolean): boolean {
  return status < 200 || status > 299 || isErrorObject(json, isAnswer)
}

function isErrorObject(json: unknown, isAnswer: (body: Wire) => boolean): boolean {
  const body = asObject(json)
  if (!body) return false
  return (Boolean(body.error) || body.object === 'error') && !isAnswer(body)
}

function isStream(headers: Exchange['headers'], text: string, json: unknown, wantsStream: boolean): boolean {
  const type = readContentType(headers)
  if (type === 'text/event-stream' || /^data:/m.test(text)) return true
  if (json !== undefined || type === 'text/html' || /^\s*<(!doctype|html)/i.test(text)) return false
  // The request asked for a stream, and the reply is not JSON either: bare JSON lines, or nothing at all.
  return wantsStream
}

function readContentType(headers: Exchange['headers']): string | undefined {
  const value = headers.find(([name]) => name === 'content-type')?.[1]
  return value?.split(';')[0]?.trim().toLowerCase()
}

export function joinBytes(pieces: readonly Piece[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { bytes }) => sum + bytes.length, 0))
  let end = 0
  for (const { bytes } of pieces) {
    all.set(bytes, end)
    end += bytes.length
  }
  return all
}

function findInvalidUtf8(bytes: Uint8Array): number | undefined {
  const isFine = (end: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: end < bytes.length })
      return true
    } catch {
      return false
    }
  }
  if (isFine(bytes.length)) return undefined
  let fine = 0
  let bad = bytes.length
  while (bad - fine > 1) {
    const middle = (fine + bad) >> 1
    if (isFine(middle)) fine = middle
    else bad = middle
  }
  return fine
}
