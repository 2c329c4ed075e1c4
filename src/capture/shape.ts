/** What is known of an API for finding its messages in files. */
import { endpointNamed } from '../ask/apis.ts'
import { asObject } from '../foundation/json.ts'
import { didYouMean, UsageError } from '../foundation/usage-error.ts'
import type { Api, Captures, Endpoint, Json, Shape } from '../model/index.ts'

/** An API with what its messages look like in files. */
export interface Contract {
  readonly api: Api
  readonly captures: Captures
}

/** @throws UsageError if messages of the API cannot be recognised */
export function contractOf(api: Api): Contract {
  const { captures } = api.protocol
  if (!captures) throw new UsageError(`files of the API ${api.name} cannot be checked: its protocol has no captures`)
  return { api, captures }
}

/** The shape of that name; undefined if the API has none. */
export function shapeNamed({ captures }: Contract, name: string): Shape | undefined {
  return captures.shapes.find((shape) => shape.name === name)
}

/** What a value is; undefined if it is not a message of the API. */
export function shapeOf(contract: Contract, value: unknown): Shape | undefined {
  const name = contract.captures.shapeOf(value)
  return name === undefined ? undefined : shapeNamed(contract, name)
}

/** The first shape of that form; undefined if the API has none. */
export function shapeFor({ captures }: Contract, wanted: Shape['form']): Shape | undefined {
  return captures.shapes.find(({ form }) => form === wanted)
}

/** The shape for a request to that endpoint. */
export function requestShape(contract: Contract, endpoint: Endpoint): Shape {
  const shape = shapeFor(contract, 'request')
  return { name: 'request', title: 'a request', form: 'request', ...shape, endpoint }
}

/** For people: what the endpoint replies in JSON. */
export function replyTitle(contract: Contract, endpoint: Endpoint): string {
  const name = endpointNamed(contract.api, endpoint)?.json?.as
  return (name === undefined ? undefined : shapeNamed(contract, name)?.title) ?? 'a reply'
}

/** The endpoint that streams without a known request come from. */
export function streamEndpoint(contract: Contract): Endpoint {
  return shapeFor(contract, 'event')?.endpoint ?? ''
}

/** For people: several events, or events with the mark that ends a stream. */
export const STREAM = 'a stream'

/** For people: so many events, without the mark that ends a stream. */
export function eventsTitle(contract: Contract, count: number): string {
  return count > 1 ? STREAM : (shapeFor(contract, 'event')?.title ?? STREAM)
}

/** The data of the event that ends a stream of the endpoint; undefined if there is no such event. */
export function endMark({ api }: Contract, endpoint: Endpoint): string | undefined {
  return endpointNamed(api, endpoint)?.events?.end?.data
}

/** Whether the value is a list of events and nothing else. */
export function isEventList(contract: Contract, value: unknown): value is readonly Json[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => shapeOf(contract, item)?.form === 'event')
}

/** Whether an event of a log belongs to the stream of the event before it. */
export function followsIn({ captures }: Contract, event: unknown, before: unknown): boolean {
  return captures.follows(asObject(event) ?? {}, asObject(before) ?? {})
}

/** Whether a text begins like an event stream. */
export function isStreamText(text: string): boolean {
  return /^(?:data|event|:)/m.test(text)
}

/** @throws UsageError if no file can be read as this kind */
export function checkKind(contract: Contract, kind: string, forms: readonly string[]): void {
  const known = [...contract.captures.shapes.map(({ name }) => name), ...forms]
  if (known.includes(kind)) return
  throw new UsageError(
    `--as ${kind} is not a kind of file${didYouMean(kind, known)}\nexpected one of ${known.join(', ')}`,
  )
}
