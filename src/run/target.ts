/** Makes sure that there is something to test, before the cases are sent, and finds the model. */
import { compose, NO_HISTORY } from '../ask/compose.ts'
import { PLAIN_TURN } from '../ask/turn.ts'
import { asList, asObject } from '../foundation/json.ts'
import { TargetError } from '../foundation/usage-error.ts'
import { errorMessage } from '../judge/expect.ts'
import type { Adaptation, Api, EndpointFacts, JsonSeen, Observation, Send, Turn } from '../model/index.ts'
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

/**
 * The model under test, after one request that shows that the target answers at all.
 * @throws TargetError saying what is there instead, and what to do
 */
export async function findModel(approach: Approach): Promise<string> {
  const { api } = approach
  const list = listOf(api)
  if (!list) {
    await greet(approach, api)
    return approach.model ?? ONLY_MODEL
  }
  const seen = await ask(approach, askingFor(list))
  if (isList(seen, list)) {
    const first = asObject(asList(seen.result.data)[0])?.id
    if (approach.model !== undefined) return approach.model
    if (typeof first === 'string' && first) return first
    throw new TargetError(`${approach.baseUrl}${list.path} lists no model\nname one with --model`)
  }
  await explain(seen, approach)
  if (approach.model !== undefined) {
    await greet(approach, api)
    return approach.model
  }
  throw new TargetError(
    `${approach.baseUrl}${list.path} does not list models (${describeReply(seen)})\nname the model to test with --model, and check that the base URL is right${describeAddress(api)}`,
  )
}

/** Without a list of models the first endpoint itself has to show that it is there. */
async function greet(approach: Approach, api: Api): Promise<void> {
  const [main] = api.endpoints
  if (!main) return
  const reply = await ask(approach, { ...askingFor(main), send: api.hello })
  const { status } = reply.exchange
  if (reply.kind !== 'error' && reply.kind !== 'unreadable') return
  if (reply.kind === 'error' && reply.body !== undefined && status !== 404 && status !== 405) return
  await explain(reply, approach)
  throw new TargetError(
    `${approach.baseUrl} has no ${api.title}: ${describeReply(reply)}\ncheck the base URL${api.address ? `; ${api.address}` : ''}`,
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

function connectionHint(problem = ''): string {
  if (/CERT|certificate|self.signed|TLS|SSL/i.test(problem))
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
  const message = seen.kind === 'error' ? errorMessage(seen.body) : undefined
  return message ? `: ${message.slice(0, 200)}` : ''
}
