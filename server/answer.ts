/** Answers a request: the checks in order, the model, the reply, with every hook in its place. */

import { checkType, maxBody, parseBody } from './body.ts'
import type { Dialect } from './dialect.ts'
import { chatCompletions, type Endpoint } from './endpoint.ts'
import { judge, pass } from './hooks.ts'
import { randomId } from './ids.ts'
import { withImages } from './images.ts'
import { modelList, modelObject } from './models.ts'
import { refuse, refuseWith } from './refuse.ts'
import { type Route, routeOf } from './routes.ts'
import { type Model, sample } from './sample.ts'
import { piecesOf } from './sse.ts'
import type { Asked, Body, Refusal, Reply, Twist } from './twist.ts'
import { contextTokens, tooLong } from './usage.ts'
import { unknownModel } from './validate.ts'

/** How a server is configured. */
export interface Setup {
  /** The dialect of the server; it is also the first of the twists. */
  dialect?: Dialect | undefined
  twists: readonly Twist[]
  model: Model
  apiKey: string | undefined
}

/** What is sent: one body, or a head and the pieces of a stream. */
export type Outgoing =
  | { streamed: false; reply: Reply }
  | { streamed: true; head: { status: number; headers: Record<string, string> }; pieces: Buffer[] }

/** A request while it is checked; the checks fill in the body. */
interface Work {
  asked: Asked
  route: Route | undefined
  /** The body as it was sent; undefined if it was too large. */
  bytes: Buffer | undefined
  setup: Setup
  /** The body for the model: in the form of the contract, with images in place of their URLs. */
  seen: Body
}

/** What a reply says, before the hooks that change its form and before it is written as bytes. */
export interface Draft {
  status: number
  headers: Record<string, string>
  /** The hook that gets the value; undefined for what no hook changes. */
  hook: 'completion' | 'chunks' | 'models' | 'model' | 'error' | undefined
  value: object
  /** Writes the value of a stream, its chunks, as events; undefined for JSON. */
  frames?: Endpoint['frames']
}

/** Answers one request. Throws only for a mistake in this server or in a twist. */
export async function answer(asked: Asked, bytes: Buffer | undefined, setup: Setup): Promise<Outgoing> {
  return finish(await draft(asked, bytes, setup), asked, setup.twists)
}

/** Checks a request, and lets the model answer it: the hooks from `request` to `answers`. */
export async function draft(asked: Asked, bytes: Buffer | undefined, setup: Setup): Promise<Draft> {
  const work: Work = { asked, route: routeOf(asked.path, setup.dialect), bytes, setup, seen: {} }
  let wasDropped = false
  for await (const expected of refusals(work)) {
    const refusal = judge(setup.twists, expected, asked)
    if (refusal) return errorOf(refusal, work)
    wasDropped = true
  }
  const invented = judge(setup.twists, undefined, asked)
  if (invented) return errorOf(invented, work)
  if (asked.method === 'POST') return chat(work, wasDropped)
  return lookUp(work)
}

/** All errors of the request, in order: if a twist drops a refusal, the next check runs. */
async function* refusals(work: Work): AsyncGenerator<Refusal> {
  const { asked, route, setup } = work
  const key = checkKey(asked, setup.apiKey)
  if (key && route?.kind !== 'health') yield key
  if (!route) yield refuseWith(404, null, `There is nothing at ${asked.method} ${asked.path}.`)
  else if (!route.methods.includes(asked.method))
    yield refuseWith(405, 'method_not_allowed', `${asked.method} is not allowed at ${asked.path}.`)
  if (route?.kind === 'model' && !modelObject(route.id, setup.dialect?.serves)) yield unknownModel(route.id)
  if (asked.method === 'POST') yield* bodyRefusals(work)
}

async function* bodyRefusals(work: Work): AsyncGenerator<Refusal> {
  const { asked, bytes, setup } = work
  const { endpoint = chatCompletions } = work.route ?? {}
  if (!bytes) yield refuseWith(413, 'request_too_large', `The body is larger than ${maxBody} bytes.`)
  const headerOf = (name: string) => asked.headers[name]?.toString()
  const type = checkType(headerOf('content-type'), headerOf('content-encoding'))
  if (type) yield type
  const parsed = parseBody(bytes ?? Buffer.from('{}'))
  if ('refusal' in parsed) yield parsed.refusal
  const body = 'body' in parsed ? parsed.body : undefined
  asked.body = body
  asked.streamed = body !== undefined && endpoint.streams(body)
  work.seen = body ?? {}
  if (!body) return
  for (const twist of setup.twists) twist.request?.(body, asked)
  asked.streamed = endpoint.streams(body)
  const read = endpoint.read(body, asked)
  if ('refusal' in read) return yield read.refusal
  work.seen = read.heard
  if (tooLong(read.heard))
    return yield refuse('messages', 'context_length_exceeded', `The prompt has more than ${contextTokens} tokens.`)
  const complete = await withImages(read.heard)
  if ('refusal' in complete) yield complete.refusal
  else work.seen = complete.body
}

/** Compares all of the key. The message does not repeat what was sent. */
function checkKey(asked: Asked, key: string | undefined): Refusal | undefined {
  if (key === undefined) return undefined
  const header = asked.headers.authorization?.toString()
  if (!header) return refuseWith(401, null, 'No API key was sent: it is expected as a Bearer token.')
  if (/^bearer +(.*)$/i.exec(header)?.[1] === key) return undefined
  return refuseWith(401, 'invalid_api_key', 'The API key that was sent is not a key of this server.')
}

/** If a refusal was dropped and the model cannot read the body, it answers the simplest conversation. */
function sampleOf({ seen, setup }: Work, wasDropped: boolean) {
  try {
    return sample(seen, setup.model)
  } catch (problem) {
    if (!wasDropped) throw problem
    return sample({ messages: [{ role: 'user', content: 'Hello' }] }, setup.model)
  }
}

function chat(work: Work, wasDropped: boolean): Draft {
  const { asked, seen, setup } = work
  const { endpoint = chatCompletions, kind } = work.route ?? {}
  // Completions and chunks of an endpoint of its own have shapes that only the dialect knows.
  const isOwn = kind === 'own'
  const answers = pass(setup.twists, 'answers', sampleOf(work, wasDropped), asked)
  if (!asked.streamed) return json(200, endpoint.completion(seen, answers), isOwn ? undefined : 'completion')
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-request-id': requestId(),
    },
    hook: isOwn ? undefined : 'chunks',
    value: endpoint.chunks(seen, answers),
    frames: endpoint.frames,
  }
}

/** What GET finds. */
function lookUp({ route, setup }: Work): Draft {
  if (route?.kind === 'health') return json(200, { status: 'ok' }, undefined)
  if (route?.kind !== 'model') return json(200, modelList(setup.dialect?.serves), 'models')
  const model = modelObject(route.id, setup.dialect?.serves) ?? { ...modelObject('reference-1'), id: route.id }
  return json(200, model, 'model')
}

function errorOf({ status, message, type, param, code }: Refusal, work: Work): Draft {
  const headers: Record<string, string> = {}
  if (status === 401) headers['www-authenticate'] = 'Bearer'
  if (status === 405) headers.allow = (work.route?.methods ?? ['POST']).join(', ')
  return json(status, { error: { message, type, param, code } }, 'error', headers)
}

function json(status: number, value: object, hook: Draft['hook'], more: Record<string, string> = {}): Draft {
  const headers = { 'content-type': 'application/json', 'x-request-id': requestId(), ...more }
  return { status, headers, hook, value }
}

const requestId = () => `req_${randomId(32)}`

/** Writes a reply as bytes: the hooks from `completion` to `head`. The twists may change the draft. */
export function finish(
  { status, headers, hook, value, frames }: Draft,
  asked: Asked,
  twists: readonly Twist[],
): Outgoing {
  const shaped = hook ? pass(twists, hook, value, asked) : value
  if (!frames) {
    const reply: Reply = { status, headers, body: JSON.stringify(shaped) }
    for (const twist of twists) twist.reply?.(reply, asked)
    return { streamed: false, reply }
  }
  const events = pass(twists, 'frames', frames(shaped as unknown[]), asked)
  const pieces = pass(twists, 'pieces', piecesOf(events), asked)
  const head = { status, headers }
  for (const twist of twists) twist.head?.(head, asked)
  return { streamed: true, head, pieces }
}
