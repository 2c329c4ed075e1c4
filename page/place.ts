/** Where a finding lies in what the page shows. */
import type { Noted } from '../src/model/index.ts'
import type { Body, Reply } from './reply.ts'

export type Spot =
  | { readonly in: 'status' }
  | { readonly in: 'header'; readonly name: string }
  /** A node of the reply: of a stream, of the completion that it adds up to. */
  | { readonly in: 'body'; readonly path: readonly string[] }
  /** A node of the data of an event; the event itself without steps. */
  | { readonly in: 'event'; readonly event: number; readonly path: readonly string[] }
  /** A line of a stream that belongs to no event. */
  | { readonly in: 'line'; readonly line: number }
  /** Where the next event of a stream would be. */
  | { readonly in: 'end' }
  /** Nowhere that is shown. */
  | { readonly in: 'turn' }

/** A finding with its number among those of the case. */
export interface Placed {
  readonly finding: Noted
  readonly number: number
  readonly spot: Spot
}

const NOWHERE: Spot = { in: 'turn' }

/** The place of a finding in the reply of its turn. */
export function spotOf(at: string, reply: Reply | undefined): Spot {
  const [first, ...rest] = stepsOf(at)
  if (first === 'status' && !rest.length) return { in: 'status' }
  if (!reply || first === undefined) return NOWHERE
  if (first === 'headers' && rest.length === 1) return { in: 'header', name: rest[0] ?? '' }
  // A rule that compares replies names the one that it is about, and the finding belongs to its turn.
  if (first === 'replies') return spotOf(pointerOf(rest.slice(1)), reply)
  return reply.body.kind === 'stream' ? inStream([first, ...rest], reply.body) : inBody([first, ...rest], reply.body)
}

function inBody(path: readonly string[], body: Body): Spot {
  if (body.kind !== 'json' || typeof body.json !== 'object' || body.json === null) return NOWHERE
  // The whole of it, and texts that rules gather from it.
  if (path[0] === 'body' || path[0] === 'texts' || path[0] === 'lines') return NOWHERE
  return { in: 'body', path }
}

function inStream([first = '', second, ...rest]: readonly string[], body: Extract<Body, { kind: 'stream' }>): Spot {
  const number = Number(second)
  switch (first) {
    case 'events':
      // `data` and `event` are parts of the event, not of what it says.
      return second === undefined ? NOWHERE : inEvent(number, [], body)
    case 'lines': {
      const event = body.eventOfLine[number]
      if (event !== undefined) return inEvent(event, [], body)
      return body.lines[number] ? { in: 'line', line: number } : NOWHERE
    }
    case 'chunks':
      return second === undefined ? NOWHERE : inChunk(number, rest, body)
    case 'body':
    case 'texts':
      return NOWHERE
  }
  // Cases look into the list of chunks of streams that add up to nothing.
  if (!body.whole && /^\d+$/.test(first))
    return inChunk(Number(first), second === undefined ? [] : [second, ...rest], body)
  if (!body.whole) return NOWHERE
  return { in: 'body', path: second === undefined ? [first] : [first, second, ...rest] }
}

function inChunk(number: number, path: readonly string[], body: Extract<Body, { kind: 'stream' }>): Spot {
  const event = body.chunks[number]
  if (event !== undefined) return { in: 'event', event, path }
  return number === body.chunks.length && !body.cut ? { in: 'end' } : NOWHERE
}

function inEvent(event: number, path: readonly string[], body: Extract<Body, { kind: 'stream' }>): Spot {
  if (event >= 0 && event < body.events.length) return { in: 'event', event, path }
  return event === body.events.length && !body.cut ? { in: 'end' } : NOWHERE
}

/** The steps of a JSON pointer; none of what is no pointer. */
export function stepsOf(pointer: string): readonly string[] {
  if (!pointer.startsWith('/')) return []
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The JSON pointer of steps. */
export function pointerOf(steps: readonly string[]): string {
  return steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
