/** Compares a reply with what a case expects of the server or assumes of the model. */

import { statusesOf } from '../ask/owed.ts'
import { asObject, jsonText } from '../foundation/json.ts'
import { lookUp } from '../foundation/jsonpath.ts'
import { misfit } from '../foundation/schemas.ts'
import type {
  AnswerCall,
  AnswerText,
  Expectation,
  Finding,
  JsonSchema,
  JsonSeen,
  Observation,
  Protocol,
  Wire,
} from '../model/index.ts'

/** An expectation that does not hold, and which of the `case/…` rules it belongs to. */
export interface Unmet extends Finding {
  readonly part: 'status' | 'content' | 'calls' | 'fields'
}

/** An expectation that many places of one reply miss is described by the first of them. */
const MOST_UNMET = 20

/** Says that the status is not accepted; undefined if it is, or if there was no reply at all. */
export function unmetStatus(expectation: Expectation, seen: Observation): Unmet | undefined {
  const { status } = seen.exchange
  const accepted = statusesOf(expectation)
  // A 2xx reply with an error object is a refusal in disguise: the rules report that.
  if (status === undefined || accepted.some((wanted) => isOf(status, wanted))) return undefined
  return {
    part: 'status',
    at: '/status',
    message: `is ${status}, expected ${accepted.join(' or ')}${quoteServer(seen)}`,
    got: status,
  }
}

function isOf(status: number, accepted: number | string): boolean {
  return typeof accepted === 'number' ? status === accepted : String(status)[0] === accepted[0]
}

function quoteServer(seen: Observation): string {
  const words = serverWords(seen)
  return words ? ` (the server said: ${words.slice(0, 200)})` : ''
}

/** What a server says in a refusal: the message of its error, or the first line of a body that is plain text. */
export function serverWords(seen: Observation): string | undefined {
  if (seen.kind !== 'error') return undefined
  const message = errorMessage(seen.body)
  if (message !== undefined || seen.body !== undefined) return message
  const isPage = /^\s*</.test(seen.text)
  const [line] = isPage ? [] : seen.text.trim().split(/\r?\n/)
  return line || undefined
}

/** The words of an error reply, wherever common servers put them. */
export function errorMessage(body: unknown): string | undefined {
  const top = asObject(body)
  const message = asObject(top?.error)?.message ?? top?.message ?? top?.error ?? top?.detail
  return typeof message === 'string' ? message : message === undefined ? undefined : jsonText(message)
}

/**
 * Everything besides the status that does not hold.
 * @param places JSON pointers to where the API has its texts and its calls
 */
export function unmet(
  { content, calls, fields }: Expectation,
  seen: Observation,
  places: Protocol['places'],
): readonly Unmet[] {
  if (content === undefined && !calls && !fields) return []
  const body = bodyOf(seen)
  if (body === undefined)
    return [{ part: 'fields', at: '/body', message: `cannot be compared: the reply is ${seen.kind}` }]
  const { texts, calls: called } = seen.kind === 'json' || seen.kind === 'stream' ? seen : NOTHING_SAID
  const all = [
    ...(content === undefined ? [] : unmetContent(content, texts, places.texts)),
    ...(calls ? unmetCalls(calls, called, places.calls) : []),
    ...Object.entries(fields ?? {}).flatMap(([path, schema]) => unmetField(path, schema, body)),
  ]
  return all.slice(0, MOST_UNMET)
}

const NOTHING_SAID: Pick<JsonSeen, 'texts' | 'calls'> = { texts: [], calls: [] }

/** What fields are looked up in: the JSON of the reply; of a stream the object that its events add up to. */
function bodyOf(seen: Observation): Wire | undefined {
  if (seen.kind === 'json' || seen.kind === 'stream') return seen.result
  return seen.kind === 'error' ? asObject(seen.body) : undefined
}

function unmetContent(schema: JsonSchema, texts: readonly AnswerText[], place: string): Unmet[] {
  if (!texts.length) return [{ part: 'content', at: place, message: 'has no text to compare' }]
  return texts.flatMap(({ at, text }) => {
    const why = misfit(schema, text ?? '')
    return why ? [{ part: 'content' as const, at, message: why, got: text }] : []
  })
}

function unmetCalls(names: readonly string[], calls: readonly AnswerCall[], place: string): Unmet[] {
  const called = calls.map(({ name }) => (typeof name === 'string' ? name : jsonText(name)))
  const same = JSON.stringify([...called].sort()) === JSON.stringify([...names].sort())
  if (same) return []
  return [{ part: 'calls', at: place, message: describeCalls(called, names), got: called }]
}

function describeCalls(called: readonly string[], expected: readonly string[]): string {
  const wanted = expected.length ? `expected a call of ${expected.join(' and ')}` : 'expected no tool call'
  return `${wanted}, but ${called.length ? `${called.join(', ')} was called` : 'no tool was called'}`
}

function unmetField(path: string, schema: JsonSchema, body: unknown): Unmet[] {
  const nodes = lookUp(path, body)
  if (!nodes) return [{ part: 'fields', at: path, message: 'cannot be looked up: the reply nests too deep' }]
  // The schema false fits nothing: it says that the path must find nothing.
  if (!nodes.length) return schema === false ? [] : [{ part: 'fields', at: path, message: 'is not there' }]
  return nodes.flatMap((node) => {
    const why = misfit(schema, node.value)
    return why ? [{ part: 'fields' as const, at: node.at, message: why, got: node.value }] : []
  })
}
