/** Makes the request of a turn out of the conversation so far. */

import { asList, asObject, jsonText, parseJson } from '../foundation/json.ts'
import type { Adaptation, Json, JsonObject, Observation, Request, Turn, Wire } from '../model/index.ts'
import { adaptedBody, adaptedHeaders, adaptedUrl } from './adapt.ts'
import { DEFAULT_API, endpointName, endpointOf, mainEndpoint } from './apis.ts'
import { FIXTURES_URL } from './fixtures.ts'

export interface Setting {
  readonly baseUrl: string
  readonly model: string
  /** Headers of every request; secrets stand in them by name. */
  readonly headers: Readonly<Record<string, string>>
  /** Where the tool serves its fixtures, if it does. */
  readonly fixturesUrl?: string
  /** How the dialect spells requests; the contract's way without it. */
  readonly adapt?: Adaptation
  /** The API under test; chat completions without it. */
  readonly api?: string
}

/** The conversation so far: what was said, and the last reply that the next turn builds on. */
export interface History {
  readonly messages: readonly Json[]
  readonly last?: Observation
}

export const NO_HISTORY: History = { messages: [] }

export type Composed =
  | { readonly request: Request; readonly messages: readonly Json[] }
  /** The turn cannot be sent, for a reason that lies in what the model did. */
  | { readonly unable: string }

/** The request of a turn, and the messages that it sends. */
export function compose(turn: Turn, history: History, setting: Setting): Composed {
  const before = turn.fresh ? NO_HISTORY : history
  const obstacle = obstacleIn(before, turn)
  if (obstacle) return { unable: obstacle }
  const answers = toolMessages(turn, before)
  if ('unable' in answers) return answers
  const { messages: own, ...members } = turn.send
  const said = [...before.messages, ...answers.messages]
  const isList = Array.isArray(own)
  const { adds } = endpointIn(setting, turn) ?? mainEndpoint(apiOf(setting))
  const messages = [...said, ...(isList ? (own as readonly Json[]) : [])]
  const hasMessages = own !== undefined || (said.length > 0 && adds.includes('messages'))
  const body = {
    ...(adds.includes('model') ? { model: setting.model } : {}),
    ...(hasMessages ? { messages: own === undefined || isList ? messages : own } : {}),
    ...members,
  }
  const text = bodyText(turn, body, setting)
  if (text === TOO_DEEP) return { unable: 'the reply before nests too deep to be sent back' }
  return { request: toRequest(turn, text, setting), messages }
}

/** The conversation after a reply: what was sent, and the assistant's message exactly as the server sent it. */
export function continued(messages: readonly Json[], reply: Observation): History {
  const message = messageOf(reply)
  return { messages: message ? [...messages, message as JsonObject] : messages, last: reply }
}

/** What the model did that leaves no valid request to go on with. */
function obstacleIn({ last }: History, turn: Turn): string | undefined {
  const message = last && messageOf(last)
  if (!message) return undefined
  const { content, tool_calls: calls, function_call: call, refusal, audio } = message
  if (asList(calls).length) return turn.answer ? undefined : 'the model called a tool, for which the case has no result'
  // A request may leave out the content of an assistant's message only beside what stands in for it.
  const isEmpty = (content ?? null) === null && !call && !refusal && !audio
  return isEmpty && !turn.answer ? 'the reply before holds no content and no call to be sent back' : undefined
}

function messageOf(reply: Observation): Wire | undefined {
  if (reply.kind !== 'completion' && reply.kind !== 'stream') return undefined
  return asObject(asObject(asList(reply.completion.choices)[0])?.message)
}

function toolMessages(turn: Turn, history: History): { messages: Json[] } | { unable: string } {
  if (!turn.answer) return { messages: [] }
  const called = asList(history.last && messageOf(history.last)?.tool_calls).map(asObject)
  if (!called.length) return { unable: 'the model called no tool, so there is nothing to answer' }
  const calls = called.map((call) => ({ id: call?.id, name: asObject(call?.function ?? call?.custom)?.name }))
  const unknown = calls.find(({ name }) => !(typeof name === 'string' && Object.hasOwn(turn.answer ?? {}, name)))
  if (unknown)
    return { unable: `the model called ${jsonText(unknown.name).slice(0, 200)}, for which the case has no result` }
  // In the order of the case's results, not of the calls: any order is legal.
  return {
    messages: Object.entries(turn.answer).flatMap(([name, content]) =>
      calls
        .filter((call) => call.name === name)
        .map(({ id }) => ({ role: 'tool', tool_call_id: (id ?? null) as Json, content })),
    ),
  }
}

const TOO_DEEP = Symbol('too deep')

function bodyText(turn: Turn, body: JsonObject, setting: Setting): string | undefined | typeof TOO_DEEP {
  if (turn.raw !== undefined) return turn.raw
  if (turn.method === 'GET' || turn.method === 'HEAD' || turn.method === 'DELETE') return undefined
  const sent = Object.fromEntries(Object.entries(body).filter(([key]) => !turn.omit.includes(key)))
  try {
    const { adapt } = setting
    return JSON.stringify(adapt && endpointIn(setting, turn) ? adaptedBody(sent, adapt) : sent)
  } catch {
    return TOO_DEEP
  }
}

function toRequest(turn: Turn, text: string | undefined, setting: Setting): Request {
  const path = turn.path
  const body = text === undefined ? undefined : parseJson(text)
  const typed: Record<string, string> = text === undefined ? {} : { 'content-type': 'application/json' }
  const headers = merged({ ...setting.headers, ...typed }, turn.headers)
  const url = setting.baseUrl + path
  return {
    method: turn.method,
    url: setting.adapt ? adaptedUrl(url, setting.adapt) : url,
    endpoint: endpointName(apiOf(setting), turn.method, path),
    headers: setting.adapt ? adaptedHeaders(headers, setting.adapt) : headers,
    ...(text === undefined ? {} : { text }),
    ...(body === undefined ? {} : { body }),
    ...(turn.hangUp ? { hangUp: true } : {}),
  }
}

function merged(
  headers: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const all = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  for (const [name, value] of Object.entries(own)) {
    if (value === null) all.delete(name.toLowerCase())
    else all.set(name.toLowerCase(), value)
  }
  return Object.fromEntries(all)
}

const apiOf = ({ api = DEFAULT_API }: Setting): string => api

const endpointIn = (setting: Setting, { method, path }: Turn) => endpointOf(apiOf(setting), method, path)

/** A number of four digits for each of several requests that are sent at once, in no order that a model would go on with. */
function numberOf(index: number): string {
  return String(1000 + ((4127 + index * 7919) % 9000))
}

/**
 * The turn with what only the run knows in the place of {{model}}, {{fixtures}} and {{number}}; the turn itself where it
 * names none of them.
 * @param index which of the requests that the turn sends at once, from 0
 */
export function forTarget(turn: Turn, { model, fixturesUrl }: Setting, index = 0): Turn {
  const put = (text: string, name = model): string =>
    text
      .replaceAll('{{model}}', () => name)
      .replaceAll(FIXTURES_URL, () => fixturesUrl ?? FIXTURES_URL)
      .replaceAll('{{number}}', () => numberOf(index))
  const filled = mapStrings(turn, put) as Turn
  return {
    ...filled,
    path: put(turn.path, encodeURIComponent(model)),
    // Literal text is read as JSON, if as anything: there the name stands within a string.
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
