/** Compares a reply with what a case expects of the server or assumes of the model. */

import { statusesOf } from '../ask/owed.ts'
import { asList, asObject, jsonText } from '../foundation/json.ts'
import { lookUp } from '../foundation/jsonpath.ts'
import { misfit } from '../foundation/schemas.ts'
import type { Expectation, Finding, JsonSchema, Observation, Wire } from '../model/index.ts'

/** One thing that does not hold, and which of the `case/…` rules it belongs to. */
export interface Unmet extends Finding {
  readonly part: 'status' | 'content' | 'calls' | 'fields'
}

/** An expectation that many places of one reply miss is described by the first of them. */
const MOST_UNMET = 20

/** Why the status is none of the accepted ones; undefined if it is one, or if there was no reply at all. */
export function unmetStatus(expectation: Expectation, seen: Observation): Unmet | undefined {
  const { status } = seen.exchange
  const accepted = statusesOf(expectation)
  // A 2xx that says that something failed is a refusal in disguise: the rules name that.
  if (status === undefined || accepted.some((one) => isOf(status, one))) return undefined
  return {
    part: 'status',
    at: '/status',
    message: `is ${status}, expected ${accepted.join(' or ')}${said(seen)}`,
    got: status,
  }
}

function isOf(status: number, accepted: number | string): boolean {
  return typeof accepted === 'number' ? status === accepted : String(status)[0] === accepted[0]
}

function said(seen: Observation): string {
  const message = seen.kind === 'error' ? errorMessage(seen.body) : undefined
  return message ? ` (the server said: ${message.slice(0, 200)})` : ''
}

/** The words of an error reply, wherever common servers put them. */
export function errorMessage(body: unknown): string | undefined {
  const top = asObject(body)
  const found = asObject(top?.error)?.message ?? top?.message ?? top?.error ?? top?.detail
  return typeof found === 'string' ? found : found === undefined ? undefined : jsonText(found)
}

/** Everything besides the status that does not hold. */
export function unmet(expectation: Expectation, seen: Observation): readonly Unmet[] {
  const body = bodyOf(seen)
  const { content, calls, fields } = expectation
  if (content === undefined && !calls && !fields) return []
  if (body === undefined)
    return [{ part: 'fields', at: '/body', message: `there is no reply to look into: ${seen.kind}` }]
  const all = [
    ...(content === undefined ? [] : unmetContent(content, seen)),
    ...(calls ? unmetCalls(calls, body) : []),
    ...Object.entries(fields ?? {}).flatMap(([path, schema]) => unmetField(path, schema, body)),
  ]
  return all.slice(0, MOST_UNMET)
}

/**
 * What fields are looked up in: the JSON of the reply; of a stream the completion assembled from it, or else the list of
 * its events.
 */
function bodyOf(seen: Observation): Wire | readonly Wire[] | undefined {
  if (seen.kind === 'completion' || seen.kind === 'stream') return seen.completion
  if (seen.kind === 'events') return seen.chunks.map(({ data }) => data)
  if (seen.kind === 'unreadable') return undefined
  return asObject(seen.body)
}

interface Said {
  readonly at: string
  readonly content: unknown
}

function saidIn(seen: Observation): readonly Said[] {
  if (seen.kind === 'reply' || seen.kind === 'events')
    return seen.texts.map((content, i) => ({ at: `/texts/${i}`, content }))
  if (seen.kind !== 'completion' && seen.kind !== 'stream') return []
  return asList(seen.completion.choices).map((choice, i) => ({
    at: `/choices/${i}/message/content`,
    content: asObject(asObject(choice)?.message)?.content,
  }))
}

function unmetContent(schema: JsonSchema, seen: Observation): Unmet[] {
  const all = saidIn(seen)
  if (!all.length) return [{ part: 'content', at: '/choices', message: 'there is no choice with a text' }]
  return all.flatMap(({ at, content }) => {
    const why = misfit(schema, content ?? '')
    return why ? [{ part: 'content' as const, at, message: why, got: content }] : []
  })
}

function unmetCalls(names: readonly string[], body: unknown): Unmet[] {
  const called = asList(asObject(body)?.choices).flatMap((choice) =>
    asList(asObject(asObject(choice)?.message)?.tool_calls).map((call) => {
      const { function: fn, custom } = asObject(call) ?? {}
      const name = asObject(fn ?? custom)?.name
      return typeof name === 'string' ? name : jsonText(name)
    }),
  )
  const same = JSON.stringify([...called].sort()) === JSON.stringify([...names].sort())
  if (same) return []
  const message = `calls ${called.join(', ') || 'no tool'}, expected ${names.join(', ') || 'none'}`
  return [{ part: 'calls', at: '/choices/0/message/tool_calls', message, got: called }]
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
