/** Makes sure that there is something to test, before the cases are sent, and finds the model. */
import { compose, NO_HISTORY } from '../ask/compose.ts'
import { PLAIN_TURN } from '../ask/turn.ts'
import { asList, asObject } from '../foundation/json.ts'
import { nearest, TargetError } from '../foundation/usage-error.ts'
import { serverWords } from '../judge/expect.ts'
import type { Adaptation, Api, EndpointFacts, ErrorSeen, JsonSeen, Observation, Send, Turn } from '../model/index.ts'
import { observe } from '../read/observe.ts'
import { PREFLIGHT } from '../recording/recording.ts'

export interface Approach {
  /** As the user wrote it, without a slash at the end. */
  readonly baseUrl: string
  /** undefined: the first one that the target lists. */
  readonly model?: string
  readonly headers: Readonly<Record<string, string>>
  /** Name of the variable that holds the key, for messages. */
  readonly keyName: string
  /** How the dialect spells requests. */
  readonly adapt?: Adaptation
  /** The API that is looked for. */
  readonly api: Api
  readonly send: Send
  readonly signal: AbortSignal
}

/** In reports, the model of a target that has only one. */
const ONLY_MODEL = '(the only one)'

/** Takes the place of the model before the target was contacted. */
export function unknownModel(api: Api): string {
  const list = listOf(api)
  return list ? `<first of ${list.path}>` : ONLY_MODEL
}

/** The model under test, and what the list of the target says of it. */
export interface Contact {
  readonly model: string
  /** The target answers to this name, but does not list it: the user knows it as another name of a listed model. */
  readonly isAlias?: true
}

/**
 * The model under test, after a request or two that show that the target answers and serves it.
 * @throws TargetError saying what is there instead, and what to do
 */
export async function contact(approach: Approach): Promise<Contact> {
  const { api, model } = approach
  const list = listOf(api)
  if (!list) {
    await greet(approach, api)
    return { model: model ?? ONLY_MODEL }
  }
  const seen = await ask(approach, askingFor(list))
  if (isList(seen, list)) {
    const ids = asList(seen.result.data).flatMap((entry) => textOf(asObject(entry)?.id))
    if (model === undefined) {
      const [first] = ids
      if (first !== undefined) return { model: first }
      throw new TargetError(`${approach.baseUrl}${list.path} lists no model\nname one with --model`)
    }
    if (ids.includes(model)) return { model }
    await checkServed({ ...approach, model }, ids)
    return { model, isAlias: true }
  }
  await explain(seen, approach)
  if (model !== undefined) {
    await greet(approach, api)
    return { model }
  }
  throw new TargetError(
    `${approach.baseUrl}${list.path} does not list models (${describeReply(seen)})\nname the model to test with --model, and check that the base URL is right${describeAddress(api)}`,
  )
}

/**
 * The model under test, as `contact` finds it.
 * @throws TargetError saying what is there instead, and what to do
 */
export async function findModel(approach: Approach): Promise<string> {
  return (await contact(approach)).model
}

function textOf(value: unknown): string[] {
  return typeof value === 'string' && value ? [value] : []
}

/** Without a list of models the first endpoint itself has to show that it is there. */
async function greet(approach: Approach, api: Api): Promise<void> {
  const reply = await sayHello(approach, api)
  if (!reply || (reply.kind !== 'error' && reply.kind !== 'unreadable')) return
  const { status } = reply.exchange
  if (reply.kind === 'error' && approach.model !== undefined && refusesModel(reply, approach.model))
    throw notServed(reply, approach, approach.model)
  if (reply.kind === 'error' && reply.body !== undefined && status !== 404 && status !== 405) return
  await explain(reply, approach)
  throw new TargetError(
    `${approach.baseUrl} has no ${api.title}: ${describeReply(reply)}\ncheck the base URL${api.address ? `; ${api.address}` : ''}`,
  )
}

/** A name that is not listed may be another name of a listed model: the target is asked before hundreds of requests are. */
async function checkServed(approach: Approach & { readonly model: string }, ids: readonly string[]): Promise<void> {
  const reply = await sayHello(approach, approach.api)
  if (reply?.kind !== 'error') return
  // The list shows that the base URL is right: a 404 is about the model.
  if (reply.status === 404 || refusesModel(reply, approach.model)) throw notServed(reply, approach, approach.model, ids)
}

async function sayHello(approach: Approach, api: Api): Promise<Observation | undefined> {
  const [main] = api.endpoints
  return main && ask(approach, { ...askingFor(main), send: api.hello })
}

/** Whether an error says that there is no such model: by its code, or by the name of the model in its message. */
function refusesModel(reply: ErrorSeen, model: string): boolean {
  if (reply.status < 400 || [401, 403, 408, 429].includes(reply.status)) return false
  const { code, type } = asObject(asObject(reply.body)?.error) ?? {}
  if (code === NO_MODEL || type === NO_MODEL) return true
  const words = serverWords(reply) ?? ''
  return /model/i.test(words) && namesIn(words).includes(model.toLowerCase())
}

const NO_MODEL = 'model_not_found'

/** The words of a message that could be names, in lower case and without the punctuation around them. */
function namesIn(message: string): readonly string[] {
  return message
    .toLowerCase()
    .split(/[\s`'"“”‘’«»()[\]{}<>,;=]+/)
    .flatMap((word) => [word, word.replace(/(?<![.:!?])[.:!?]+$/, '')])
}

/** Names that are listed in the message. */
const MOST_NAMES = 20

function notServed(reply: ErrorSeen, { baseUrl }: Approach, model: string, ids: readonly string[] = []): TargetError {
  const shown = [...new Set([...nearest(model, ids), ...ids])].slice(0, MOST_NAMES)
  const more = ids.length - shown.length
  const advice = shown.length
    ? `it lists ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}\nname one of them with --model`
    : 'name a model that it serves with --model'
  return new TargetError(
    `${baseUrl} does not serve the model ${JSON.stringify(model)} (${reply.status}${quoteServer(reply)})\n${advice}`,
  )
}

function isList(seen: Observation, list: EndpointFacts): seen is JsonSeen {
  return seen.kind === 'json' && seen.endpoint === list.name
}

function listOf({ lists, endpoints }: Api): EndpointFacts | undefined {
  return endpoints.find(({ name }) => name === lists)
}

const describeAddress = ({ address }: Api): string => (address ? ` (${address})` : '')

/** Throws for everything that leaves nothing to test; returns where only the list of models is missing. */
async function explain(seen: Observation, approach: Approach): Promise<void> {
  const { baseUrl, keyName } = approach
  const { api } = approach
  const list = listOf(api)
  const { status, ended, problem } = seen.exchange
  const scheme = await otherScheme(seen, approach)
  if (scheme) throw new TargetError(scheme)
  if (ended === 'unreachable')
    throw new TargetError(`cannot connect to ${baseUrl}: ${problem ?? 'no connection'}\n${connectionHint(problem)}`)
  if (ended === 'no-reply' || ended === 'hung-up' || ended === 'malformed')
    throw new TargetError(
      `${baseUrl} did not send a valid HTTP response: ${seen.kind === 'unreadable' ? seen.why : ended}`,
    )
  if (ended === 'too-big' || ended === 'stalled' || ended === 'timeout')
    throw new TargetError(
      `the response of ${seen.request.url} never finished (${ended}); this does not look like a server of ${api.title}`,
    )
  if (status === 401 || status === 403)
    throw new TargetError(
      `${baseUrl} rejects the key (${status}${quoteServer(seen)})\nput a valid key into the environment variable ${keyName}, or name another one with --api-key-env`,
    )
  if (status === 429)
    throw new TargetError(`${baseUrl} answers that the rate limit is exceeded (429${quoteServer(seen)})`)
  const below = `${baseUrl}/v1`
  if (list && !/\/v1$/.test(baseUrl) && isList(await ask({ ...approach, baseUrl: below }, askingFor(list)), list))
    throw new TargetError(`${baseUrl} is not the base URL of the API: ${below} is\nrun it again with ${below}`)
  if (isPage(seen) && approach.model === undefined)
    throw new TargetError(
      `${baseUrl} does not look like a server of ${api.title}: ${describeReply(seen)}\ncheck the base URL${api.address ? `; ${api.address}` : ''}`,
    )
}

/** Says that the address has the wrong scheme for what the port speaks; undefined if it has the right one. */
async function otherScheme({ exchange, text }: Observation, approach: Approach): Promise<string | undefined> {
  const { baseUrl } = approach
  const { ended, problem = '', status } = exchange
  if (baseUrl.startsWith('https:')) {
    if (ended !== 'unreachable' || !NOT_TLS.test(problem)) return undefined
    return `cannot connect to ${baseUrl}: the port speaks plain http, not https\nrun it again with ${baseUrl.replace('https:', 'http:')}`
  }
  const secure = baseUrl.replace('http:', 'https:')
  const says = status !== undefined && status >= 400 && PLAIN_REFUSED.test(text)
  if (!says && (status !== undefined || !['hung-up', 'malformed', 'no-reply'].includes(ended))) return undefined
  const [main] = approach.api.endpoints
  // Without headers: the key was not meant for this address.
  const probe =
    says || !main
      ? undefined
      : (await ask({ ...approach, baseUrl: secure, headers: {} }, { ...askingFor(main), method: 'GET' })).exchange
  const speaks = says || (probe !== undefined && (probe.status !== undefined || CERTIFICATE.test(probe.problem ?? '')))
  return speaks
    ? `cannot connect to ${baseUrl}: the port speaks https, not plain http\nrun it again with ${secure}`
    : undefined
}

/** What a TLS client says of an answer that is not TLS. */
const NOT_TLS = /wrong version number|packet length too long|unexpected message|http request|unknown protocol|EPROTO/i
/** What servers answer to a plain request on their port for https. */
const PLAIN_REFUSED =
  /plain HTTP request was sent to (?:the )?HTTPS port|HTTP request to an HTTPS server|speaking plain HTTP to an SSL/i
const CERTIFICATE = /CERT|certificate|self.signed/i

function connectionHint(problem = ''): string {
  if (CERTIFICATE.test(problem) || /TLS|SSL/i.test(problem))
    return 'trust its certificate authority with --ca FILE, or skip the check with --insecure'
  return 'check that the server runs, and the host and port of the base URL'
}

async function ask(approach: Approach, turn: Turn): Promise<Observation> {
  const { baseUrl, model = '', headers, adapt, api, send, signal } = approach
  const setting = { baseUrl, model, headers, api, ...(adapt ? { adapt } : {}) }
  const composed = compose(turn, NO_HISTORY, setting)
  if ('unable' in composed) throw new Error(composed.unable)
  const occasion = { case: PREFLIGHT, attempt: 1, turn: 0, reply: 0 }
  const exchange = await send(composed.request, signal, occasion)
  return observe({ case: PREFLIGHT, turn: 0, owed: 'either' }, exchange, { api, extensions: [] })
}

function askingFor({ method, path }: EndpointFacts): Turn {
  return { ...PLAIN_TURN, fresh: true, method, path }
}

function isPage({ text, exchange }: Observation): boolean {
  const type = exchange.headers.find(([name]) => name === 'content-type')?.[1] ?? ''
  return /html|xml/.test(type) || /^\s*</.test(text)
}

function describeReply(seen: Observation): string {
  const { status } = seen.exchange
  if (isPage(seen)) return `an HTML page came with status ${status}`
  return seen.kind === 'unreadable' ? `${seen.why}, status ${status}` : `status ${status}${quoteServer(seen)}`
}

function quoteServer(seen: Observation): string {
  const words = serverWords(seen)
  return words ? `: ${words.slice(0, 200)}` : ''
}
