/** Makes the request of a turn out of the conversation so far. */

import { asObject, parseJson } from '../foundation/json.ts'
import type { Adaptation, Api, Continuation, Json, JsonObject, Observation, Request, Turn } from '../model/index.ts'
import { adaptBody, adaptHeaders, adaptUrl } from './adapt.ts'
import { endpointName, endpointOf, mainEndpoint } from './apis.ts'
import { FIXTURES_URL } from './fixtures.ts'

export interface Setting {
  readonly baseUrl: string
  readonly model: string
  /** Headers of every request; secrets are in them by name. */
  readonly headers: Readonly<Record<string, string>>
  /** Where the tool serves its fixtures, if it does. */
  readonly fixturesUrl?: string
  /** How the dialect spells requests; the contract's way without it. */
  readonly adapt?: Adaptation
  /** The API under test. */
  readonly api: Api
  /** Lower token limits are raised to this: for a model that thinks longer than the case has foreseen. */
  readonly leastTokens?: number
}

/** The conversation so far. */
export interface History {
  /** What the last request carried: the messages before its own, and its own. */
  readonly said: readonly Json[]
  /** The reply to it, which the next turn builds on. */
  readonly last?: Observation
}

export const NO_HISTORY: History = { said: [] }

export type Composed =
  | { readonly request: Request; readonly said: readonly Json[] }
  /** The turn cannot be sent, because of what the model did. */
  | { readonly unable: string }

/** The request of a turn, and the part of the conversation that it carries. */
export function compose(turn: Turn, history: History, setting: Setting): Composed {
  const before = turn.fresh ? NO_HISTORY : history
  const { api, model } = setting
  const continuation = continueConversation(before, turn, api)
  if ('unable' in continuation) return continuation
  const { adds } = endpointOf(api, turn.method, turn.path) ?? mainEndpoint(api)
  const { body, said } = addConversation(turn, continuation, adds.conversation)
  const text = bodyText(turn, adds.model === undefined ? body : { [adds.model]: model, ...body }, setting)
  if (text === TOO_DEEP) return { unable: 'the previous reply nests too deep to be sent back' }
  return { request: toRequest(turn, text, setting), said }
}

function continueConversation({ said, last }: History, { answer }: Turn, { protocol }: Api): Continued {
  if (last?.kind === 'json' || last?.kind === 'stream') return protocol.next(said, last.result, answer)
  return answer ? protocol.next(said, {}, answer) : { said }
}

type Continued = ReturnType<Api['protocol']['next']>

/** The members of the body, with the conversation before the turn's own part of it. A turn that sends something else there tests that, so it is left alone. */
function addConversation(
  { send }: Turn,
  { said: before, members }: Continuation,
  name: string | undefined,
): { body: JsonObject; said: readonly Json[] } {
  const list = name === undefined ? undefined : send[name]
  const isList = Array.isArray(list)
  const said = [...before, ...(isList ? (list as readonly Json[]) : [])]
  if (name === undefined || (list === undefined && !said.length)) return { body: { ...members, ...send }, said }
  const { [name]: _, ...others } = send
  return { body: { [name]: list === undefined || isList ? said : list, ...members, ...others }, said }
}

const TOO_DEEP = Symbol('too deep')

function bodyText(turn: Turn, body: JsonObject, setting: Setting): string | undefined | typeof TOO_DEEP {
  if (turn.raw !== undefined) return turn.raw
  if (turn.method === 'GET' || turn.method === 'HEAD' || turn.method === 'DELETE') return undefined
  const sent = Object.fromEntries(Object.entries(body).filter(([key]) => !turn.omit.includes(key)))
  try {
    const { adapt, api, leastTokens } = setting
    const endpoint = endpointOf(api, turn.method, turn.path)
    const limited = leastTokens === undefined ? sent : raiseLimits(sent, endpoint?.ceiling?.tokens ?? [], leastTokens)
    return JSON.stringify(adapt && endpoint ? adaptBody(limited, adapt, api.protocol) : limited)
  } catch {
    return TOO_DEEP
  }
}

/** @param paths JSONPaths of the members that limit the tokens of an answer */
function raiseLimits(body: JsonObject, paths: readonly string[], least: number): JsonObject {
  const isLow = (name: string, value: unknown) =>
    paths.includes(`$.${name}`) && typeof value === 'number' && value < least
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, isLow(name, value) ? least : value]))
}

function toRequest(turn: Turn, text: string | undefined, setting: Setting): Request {
  const path = turn.path
  const body = text === undefined ? undefined : parseJson(text)
  const typed: Record<string, string> = text === undefined ? {} : { 'content-type': 'application/json' }
  const headers = mergeHeaders({ ...setting.headers, ...typed }, turn.headers)
  const url = setting.baseUrl + path
  return {
    method: turn.method,
    url: setting.adapt ? adaptUrl(url, setting.adapt) : url,
    endpoint: endpointName(setting.api, turn.method, path),
    headers: setting.adapt ? adaptHeaders(headers, setting.adapt) : headers,
    ...(text === undefined ? {} : { text }),
    ...(body === undefined ? {} : { body }),
    ...(turn.hangUp ? { hangUp: true } : {}),
  }
}

function mergeHeaders(
  headers: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const all = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) all.delete(name.toLowerCase())
    else all.set(name.toLowerCase(), value)
  }
  return Object.fromEntries(all)
}

/** A number of four digits for each of several requests that are sent at once, in an order that a model would not guess. */
function numberOf(index: number): string {
  return String(1000 + ((4127 + index * 7919) % 9000))
}

/**
 * The turn with what only the run knows in the place of {{model}}, {{fixtures}}, {{key}} and {{number}}; the turn itself
 * where it names none of them. A key is there by the name of its variable, and the wire knows its value.
 * @param index which of the requests that the turn sends at once, from 0
 */
export function fillTurn(turn: Turn, { model, fixturesUrl, headers }: Setting, index = 0): Turn {
  const key = headers.authorization?.replace(/^Bearer /, '') ?? ''
  const put = (text: string, name = model): string =>
    text
      .replaceAll('{{model}}', () => name)
      .replaceAll(FIXTURES_URL, () => fixturesUrl ?? FIXTURES_URL)
      .replaceAll('{{key}}', () => key)
      .replaceAll('{{number}}', () => numberOf(index))
  const filled = mapStrings(turn, put) as Turn
  return {
    ...filled,
    path: put(turn.path, encodeURIComponent(model)),
    // If the text is JSON, the name is within a string.
    ...(turn.raw === undefined ? {} : { raw: put(turn.raw, JSON.stringify(model).slice(1, -1)) }),
  }
}

/** The value with every string changed; parts without a change are the same objects, so that what was compiled for them stays. */
function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) {
    const items = value.map((item) => mapStrings(item, change))
    return items.every((item, i) => item === value[i]) ? value : items
  }
  const members = asObject(value)
  if (!members) return value
  const changed = Object.entries(members).map(([key, member]) => [key, mapStrings(member, change)] as const)
  return changed.every(([key, member]) => member === members[key]) ? value : Object.fromEntries(changed)
}
