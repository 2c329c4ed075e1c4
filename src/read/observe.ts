/** Understands an exchange: which kind of reply it is, and what it says. Nothing is judged here. */
import { endpointNamed } from '../ask/apis.ts'
import { asList, asObject } from '../foundation/json.ts'
import { lookUp } from '../foundation/jsonpath.ts'
import { violations } from '../foundation/schemas.ts'
import type {
  Beyond,
  Chunk,
  EndpointFacts,
  Exchange,
  Extension,
  Observation,
  Profile,
  ReplyForm,
  RequestSeen,
  Violation,
  Wire,
} from '../model/index.ts'
import { contentDecoded } from '../wire/coding.ts'
import { assemble } from './assemble.ts'
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

/** What a dialect does to a reply. */
export type Dialect = Pick<Profile, 'extensions' | 'cumulative'>

const NO_DIALECT: Dialect = { extensions: [] }

/** What the reply is and says. */
export function observe(where: Whereabouts, exchange: Exchange, dialect = NO_DIALECT): Observation {
  const wantsStream = (asObject(exchange.request.body)?.stream ?? false) === true
  const body = readBody(exchange.headers, contentDecoded(exchange), wantsStream)
  const { text, invalidUtf8At, bom } = body
  const seen = {
    ...where,
    request: exchange.request,
    exchange,
    text,
    ...(invalidUtf8At === undefined ? {} : { invalidUtf8At }),
    bom,
  }
  const endpoint = endpointNamed(exchange.request.endpoint)
  const understood = understand(exchange, body, endpoint, dialect)
  return { ...seen, beyond: beyondOf(understood, endpoint ?? {}, dialect.extensions), ...understood } as Observation
}

function beyondOf(
  understood: Understood,
  { json, events, errors }: Partial<EndpointFacts>,
  extensions: readonly Extension[],
): readonly Beyond[] {
  switch (understood.kind) {
    case 'error':
      return beyond(understood.body, { part: 'error', schema: errors ?? CONTRACT_ERROR }, extensions)
    case 'unreadable':
      return []
    case 'stream':
    case 'events': {
      const known = { part: understood.kind === 'stream' ? 'chunk' : 'event', schema: events?.schema ?? '' } as const
      return beyondChunks(
        understood.chunks.map(({ data }) => data),
        known,
        extensions,
      )
    }
    default: {
      const object = understood.kind === 'completion' ? understood.completion : understood.body
      return beyond(object, { part: understood.kind, schema: json?.schema ?? '' }, extensions)
    }
  }
}

/** Understands the body of a request to the chat endpoint. */
export function observeRequest(body: unknown): RequestSeen {
  return { kind: 'request', body, violations: few(violations('request.json', body)) }
}

type Own<K extends Observation['kind']> = Omit<
  Extract<Observation, { kind: K }>,
  keyof Whereabouts | 'request' | 'exchange' | 'text' | 'bom' | 'beyond' | 'invalidUtf8At'
>
type JsonKind = NonNullable<EndpointFacts['json']>['as']
type EventsKind = NonNullable<EndpointFacts['events']>['as']
type Understood = { [K in Observation['kind']]: Own<K> }[Observation['kind']]

function understand(exchange: Exchange, body: Body, endpoint: EndpointFacts | undefined, dialect: Dialect): Understood {
  const { status } = exchange
  const { json, text } = body
  if (status === undefined) return { kind: 'unreadable', why: noReply(exchange) }
  if (isRefusal(status, json)) return refusal(status, json, endpoint?.errors)
  if (!endpoint) return { kind: 'unreadable', why: 'the path is none that is judged' }
  if (endpoint.events && body.form === 'stream') return stream(body, endpoint.events, dialect)
  if (json === undefined || !endpoint.json) return { kind: 'unreadable', why: notJson(exchange, text) }
  if (hasTooMany(json)) return { kind: 'unreadable', why: TOO_MANY }
  return whole(json, endpoint.json)
}

/** What error replies look like where nothing else is said. */
const CONTRACT_ERROR = 'error.json'

function refusal(status: number, body: unknown, schema = CONTRACT_ERROR): Own<'error'> {
  const found = body === undefined || status < 400 ? [] : violations(schema, body)
  return { kind: 'error', status, ...(body === undefined ? {} : { body }), violations: few(found) }
}

function whole(json: unknown, { as: kind, schema, texts }: ReplyForm<JsonKind>): Understood {
  const body = asObject(json) ?? {}
  const found = few(violations(schema, json))
  if (kind === 'completion') return { kind, completion: body, violations: found }
  if (kind === 'reply') return { kind, body, texts: textsIn(body, texts), violations: found }
  return { kind, body, violations: found }
}

/** The texts that a path finds; none without a path. */
function textsIn(value: unknown, path: string | undefined): string[] {
  const found = path === undefined ? [] : (lookUp(path, value) ?? [])
  return found.flatMap((one) => (typeof one.value === 'string' ? [one.value] : []))
}

function stream(
  { stream: read }: Body,
  { as: kind, schema, texts }: ReplyForm<EventsKind>,
  { cumulative }: Dialect,
): Own<'stream'> | Own<'events'> | Own<'unreadable'> {
  if (!read) return { kind: 'unreadable', why: `the stream has more than ${MOST_LINES} lines` }
  const { lines, events } = read
  const chunks = events.flatMap((event, i): Chunk[] =>
    event.is === 'chunk' ? [{ event: i, at: event.at, data: event.json as Wire, text: event.data }] : [],
  )
  if (chunks.some(({ data }) => hasTooMany(data))) return { kind: 'unreadable', why: TOO_MANY }
  const found: Violation[] = []
  for (const [i, { data }] of chunks.entries()) {
    if (found.length >= MOST_VIOLATIONS) break
    found.push(...violations(schema, data, `/chunks/${i}`))
  }
  const seen = { lines, events, chunks, violations: few(found) }
  if (kind === 'events') {
    const said = chunks.flatMap(({ data }) => textsIn(data, texts))
    return { kind, ...seen, texts: said.length ? [said.join('')] : [] }
  }
  return { kind, ...seen, completion: assemble(chunks, cumulative), ...(cumulative ? { cumulative } : {}) }
}

/** Nobody can ask for so many; every rule would look at each of them. */
const MOST_CHOICES = 10_000
const TOO_MANY = `the reply has more than ${MOST_CHOICES} choices in one list`

function hasTooMany(json: unknown): boolean {
  return asList(asObject(json)?.choices).length > MOST_CHOICES
}

function few(found: readonly Violation[]): readonly Violation[] {
  return found.slice(0, MOST_VIOLATIONS)
}

function noReply({ ended, problem, timings }: Exchange): string {
  const words: Partial<Record<Exchange['ended'], string>> = {
    'hung-up': 'the connection was closed without a reply',
    'no-reply': `no reply within ${seconds(timings.totalMs)}`,
    unreachable: 'no connection',
    malformed: 'the reply is no valid HTTP',
    aborted: 'stopped by the user',
  }
  const said = words[ended] ?? 'no reply'
  return problem && ended !== 'no-reply' ? `${said} (${problem})` : said
}

function notJson({ ended, request }: Exchange, text: string): string {
  if (ended !== 'complete') return `the reply did not arrive whole (${ended})`
  const form = formOf(text)
  if (form === 'empty') return 'the body is empty'
  return form === 'page' ? `an HTML or XML page came from ${request.url}` : 'the body is not JSON'
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`
}
