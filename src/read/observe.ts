/** Understands an exchange: which kind of reply it is, and what it says. Nothing is judged here. */
import { endpointNamed, mainEndpoint, wantsStream } from '../ask/apis.ts'
import { asObject } from '../foundation/json.ts'
import { lookUp } from '../foundation/jsonpath.ts'
import { violations } from '../foundation/schemas.ts'
import type {
  Api,
  Beyond,
  Chunk,
  EndpointFacts,
  EventsForm,
  Exchange,
  JsonForm,
  Observation,
  Profile,
  RequestSeen,
  Violation,
  Wire,
} from '../model/index.ts'
import { contentDecoded } from '../wire/coding.ts'
import { beyond, beyondChunks } from './beyond.ts'
import { type Body, formOf, isRefusal, readBody } from './body.ts'
import { MOST_LINES } from './sse.ts'

export interface Whereabouts {
  readonly case: string
  readonly turn: number
  readonly owed: 'success' | 'refusal' | 'either'
}

/** A reply that is wrong everywhere is described by its first places. */
const MOST_VIOLATIONS = 100

/** The API that was asked, and what a dialect does to its replies. */
export type Dialect = Pick<Profile, 'api' | 'extensions' | 'cumulative'>

/** What the reply is and says. */
export function observe(where: Whereabouts, exchange: Exchange, dialect: Dialect): Observation {
  const { request } = exchange
  const endpoint = endpointNamed(dialect.api, request.endpoint)
  const isStreamed = wantsStream(endpoint, request.body)
  const body = readBody(exchange.headers, contentDecoded(exchange), isStreamed === true, endpoint?.events?.end)
  const seen = {
    ...where,
    api: dialect.api.name,
    endpoint: request.endpoint,
    wantsStream: isStreamed,
    request,
    exchange,
    text: body.text,
    ...(body.invalidUtf8At === undefined ? {} : { invalidUtf8At: body.invalidUtf8At }),
    bom: body.bom,
  }
  const understood = understand(exchange, body, endpoint, dialect)
  return { ...seen, beyond: membersBeyond(understood, endpoint, dialect), ...understood } as Observation
}

function membersBeyond(
  understood: Understood,
  endpoint: EndpointFacts | undefined,
  { extensions }: Dialect,
): readonly Beyond[] {
  if (understood.kind === 'error')
    return beyond(understood.body, { part: 'error', schema: endpoint?.errors ?? CONTRACT_ERROR }, extensions)
  if (understood.kind === 'stream' && endpoint?.events) {
    const { as: part, schema } = endpoint.events
    const objects = understood.chunks.map(({ data }) => data)
    return beyondChunks(objects, { part, schema }, extensions)
  }
  if (understood.kind !== 'json' || !endpoint?.json) return []
  const { as: part, schema } = endpoint.json
  return beyond(understood.result, { part, schema }, extensions)
}

/**
 * Understands the body of a request.
 * @param endpoint name of the endpoint that it is for; the first of the API without it
 */
export function observeRequest(body: unknown, api: Api, endpoint?: string): RequestSeen {
  const { name, request } = (endpoint === undefined ? undefined : endpointNamed(api, endpoint)) ?? mainEndpoint(api)
  const found = request === undefined ? [] : violations(request, body)
  return { kind: 'request', api: api.name, endpoint: name, body, violations: limitViolations(found) }
}

type Own<K extends Observation['kind']> = Omit<
  Extract<Observation, { kind: K }>,
  | keyof Whereabouts
  | 'api'
  | 'endpoint'
  | 'wantsStream'
  | 'request'
  | 'exchange'
  | 'text'
  | 'bom'
  | 'beyond'
  | 'invalidUtf8At'
>
type Understood = { [K in Observation['kind']]: Own<K> }[Observation['kind']]

function understand(exchange: Exchange, body: Body, endpoint: EndpointFacts | undefined, dialect: Dialect): Understood {
  const { status } = exchange
  const { form, json, stream, text } = body
  const { protocol } = dialect.api
  if (status === undefined) return { kind: 'unreadable', why: describeNoReply(exchange) }
  if (isRefusal(status, json, protocol.isAnswer)) return understandError(status, json, endpoint?.errors)
  if (!endpoint) return { kind: 'unreadable', why: 'no rules exist for this path' }
  if (form === 'stream' && endpoint.events)
    return stream
      ? understandStream(stream, endpoint.events, exchange.request.body, dialect)
      : { kind: 'unreadable', why: `the stream has more than ${MOST_LINES} lines` }
  if (json === undefined || !endpoint.json) return { kind: 'unreadable', why: describeNotJson(exchange, text) }
  return understandJson(json, endpoint.json, dialect)
}

/** What error replies look like where nothing else is said. */
const CONTRACT_ERROR = 'error.json'

function understandError(status: number, body: unknown, schema = CONTRACT_ERROR): Own<'error'> {
  const found = body === undefined || status < 400 ? [] : violations(schema, body)
  return { kind: 'error', status, ...(body === undefined ? {} : { body }), violations: limitViolations(found) }
}

function understandJson(json: unknown, { schema }: JsonForm, { api: { protocol } }: Dialect): Understood {
  const result = asObject(json) ?? {}
  if (protocol.countAnswers(result) > MOST_ANSWERS) return { kind: 'unreadable', why: TOO_MANY }
  return {
    kind: 'json',
    result,
    texts: protocol.texts(result),
    calls: protocol.calls(result),
    violations: limitViolations(violations(schema, json)),
  }
}

function understandStream(
  { lines, events }: NonNullable<Body['stream']>,
  { schema, type, types = {}, end }: EventsForm,
  request: unknown,
  { api: { protocol }, cumulative }: Dialect,
): Own<'stream'> | Own<'unreadable'> {
  const chunks = events.flatMap((event, i): Chunk[] => {
    if (event.is !== 'chunk') return []
    const data = event.json as Wire
    const found = type === undefined ? undefined : lookUp(type, data)?.[0]?.value
    return [{ event: i, at: event.at, data, text: event.data, ...(typeof found === 'string' ? { type: found } : {}) }]
  })
  if (chunks.some(({ data }) => protocol.countAnswers(data) > MOST_ANSWERS))
    return { kind: 'unreadable', why: TOO_MANY }
  const found: Violation[] = []
  for (const [i, { data, type: ofEvent = '' }] of chunks.entries()) {
    if (found.length >= MOST_VIOLATIONS) break
    found.push(...violations(types[ofEvent] ?? schema, data, `/chunks/${i}`))
  }
  const result = protocol.assemble(chunks, cumulative ? { cumulative } : {})
  return {
    kind: 'stream',
    lines,
    events,
    chunks,
    ...(cumulative ? { cumulative } : {}),
    isEnded:
      events.some((event) => event.is === 'done') ||
      chunks.some((chunk) => chunk.type !== undefined && (end?.types?.includes(chunk.type) ?? false)),
    progress: protocol.progress(chunks, request),
    result,
    texts: protocol.texts(result),
    calls: protocol.calls(result),
    violations: limitViolations(found),
  }
}

/** Nobody can ask for so many; every rule would look at each of them. */
const MOST_ANSWERS = 10_000
const TOO_MANY = `the reply has more than ${MOST_ANSWERS} answers in one list`

function limitViolations(found: readonly Violation[]): readonly Violation[] {
  return found.slice(0, MOST_VIOLATIONS)
}

function describeNoReply({ ended, problem, timings }: Exchange): string {
  const words: Partial<Record<Exchange['ended'], string>> = {
    'hung-up': 'the connection was closed without a reply',
    'no-reply': `no reply within ${seconds(timings.totalMs)}`,
    unreachable: 'no connection',
    malformed: 'the reply is not valid HTTP',
    aborted: 'stopped by the user',
  }
  const reason = words[ended] ?? 'no reply'
  return problem && ended !== 'no-reply' ? `${reason} (${problem})` : reason
}

function describeNotJson({ ended, request }: Exchange, text: string): string {
  if (ended !== 'complete') return `the reply did not arrive completely (${ended})`
  const form = formOf(text)
  if (form === 'empty') return 'the body is empty'
  return form === 'page' ? `an HTML or XML page came from ${request.url}` : 'the body is not JSON'
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`
}
