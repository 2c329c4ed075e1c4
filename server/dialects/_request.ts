/** How a dialect reads a body: the members that it knows, checked, and put into the terms of the published contract. */
import type { Endpoint } from '../endpoint.ts'
import { object as asObject, string as asString, objects } from '../loose.ts'
import { missing, refuse, refuseWith, wrongType } from '../refuse.ts'
import type { Body, Refusal, Twist } from '../twist.ts'
import {
  anyObject,
  array,
  type Check,
  integer,
  nullable,
  number,
  object,
  oneOf,
  string,
  tagged,
} from '../validate/check.ts'
import { checkImageUrl, decodeBase64, imageType } from '../validate/media.ts'
import { parameters } from '../validate/params.ts'
import { functionTool, toolMembers } from '../validate/tools.ts'

export interface Reading {
  readonly required?: Readonly<Record<string, Check>>
  /** Members that are read; those that are not named are ignored, whatever they hold. */
  readonly optional: Readonly<Record<string, Check>>
  /** What members demand of one another, and all else that the checks above cannot see. */
  readonly also?: (body: Body) => Refusal | undefined
  /** Changes what the model hears. */
  readonly as?: (heard: Body) => Body
}

/** The reading of an endpoint. */
export function reading({ required = {}, optional, also, as = (heard) => heard }: Reading): Endpoint['read'] {
  const shape = object({ ...required }, { ...optional })
  const names = [...Object.keys(required), ...Object.keys(optional)]
  return (body) => {
    const refusal = shape(body, '') ?? also?.(body)
    return refusal ? { refusal } : { heard: as(only(body, names)) }
  }
}

/** The members of these names that there are. */
function only(body: Body, names: readonly string[]): Body {
  return Object.fromEntries(names.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]))
}

/** An object without these members. */
export function without(body: Body, ...names: readonly string[]): Body {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)))
}

/** Everybody gets in, with any key or none. */
export const open = {
  refusal: (found) => (found?.status === 401 ? undefined : found),
} satisfies Pick<Twist, 'refusal'>

/** The stop sequences: a string or at most so many. */
export function stops(max: number): Check {
  return (value, at) => (typeof value === 'string' ? undefined : array(string(), { max })(value, at))
}

/** A part with text. */
export const text = object({ text: string() })

/** Passes whatever is there. */
export const anything: Check = () => undefined

/** A number that may be null; its bounds. */
export const decimal = (min = -Infinity, max = Infinity): Check => nullable(number(min, max))
export const whole = (min = -Infinity, max = Infinity): Check => nullable(integer(min, max))

/** A bare bound is not enough for `(0, max]`. */
export function aboveZero(max = Infinity): Check {
  const within = decimal(0, max)
  return (value, at) =>
    within(value, at) ?? (value === 0 ? refuse(at, 'decimal_below_min_value', `'${at}' has to be above 0.`) : undefined)
}

/** Which forms of a picture's address are taken. */
export interface Pictures {
  readonly web?: boolean
  /** Paths and `file:` addresses on the server: taken on trust and never opened. */
  readonly path?: boolean
  /** Image types of data URIs; all that are read by default. */
  readonly types?: readonly string[]
  /** The address may stand in place of the object that holds it. */
  readonly bare?: boolean
  /** `detail` may hold anything. */
  readonly anyDetail?: boolean
}

/** Checks the address of an `image_url` part. */
export function picture({ web, path, types, bare, anyDetail }: Pictures): Check {
  const address: Check = (value, at) => {
    const wrong = string()(value, at)
    if (wrong) return wrong
    const url = String(value)
    if (path && /^(?:file:\/\/|\/)/.test(url)) return undefined
    if (!web && /^https?:/i.test(url)) return refuse(at, 'invalid_image_url', `'${at}' has to be a data URI.`)
    return checkImageUrl(url, at) ?? (types ? checkType(url, types, at) : undefined)
  }
  const held = object({ url: address }, anyDetail ? {} : { detail: oneOf('auto', 'low', 'high') })
  return (value, at) => (bare && typeof value === 'string' ? address(value, at) : held(value, at))
}

function checkType(url: string, types: readonly string[], at: string): Refusal | undefined {
  const bytes = decodeBase64(url.slice(url.indexOf(',') + 1))
  if (!bytes || /^https?:/i.test(url) || types.includes(imageType(bytes) ?? '')) return undefined
  return refuse(at, 'invalid_image_format', `'${at}' has to be one of: ${types.join(', ')}.`)
}

/** Checks the address of an `audio_url` or `video_url` part: nothing is fetched, only a data URI is looked into. */
export function address({ path, bare }: Pick<Pictures, 'path' | 'bare'> = {}): Check {
  const url: Check = (value, at) => {
    const wrong = string()(value, at)
    if (wrong || /^https?:\/\/\S+$/i.test(String(value)) || (path && /^(?:file:\/\/|\/)/.test(String(value))))
      return wrong
    const data = /^data:(?:audio|video)\/[a-z0-9.+-]+;base64,(.*)$/is.exec(String(value))?.[1]
    return data && decodeBase64(data) ? undefined : refuse(at, 'invalid_url', `'${at}' cannot be read.`)
  }
  const held = object({ url })
  return (value, at) => (bare && typeof value === 'string' ? url(value, at) : held(value, at))
}

/** A part of a content, by its type; `others` decides about types that are not listed. */
export function part(kinds: Readonly<Record<string, Check>>, others: Check): Check {
  return (value, at) => {
    const members = asObject(value)
    if (!members) return object({})(value, at)
    if (members.type === undefined) return missing(`${at}.type`)
    return (kinds[String(members.type)] ?? others)(value, at)
  }
}

/** A content: text or a list of parts. */
export function content(parts: Check): Check {
  return (value, at) => (typeof value === 'string' ? undefined : array(parts, { min: 1 })(value, at))
}

/** Changes the parts of all messages; a part for which nothing comes back is passed over. */
export function eachPart(heard: Body, change: (part: Body) => Body | undefined): Body {
  const messages = objects(heard.messages).map((message) =>
    Array.isArray(message.content)
      ? { ...message, content: objects(message.content).flatMap((one) => change(one) ?? []) }
      : message,
  )
  return { ...heard, messages }
}

/** A part in the terms of the contract: addresses in objects, sound of a data URI as `input_audio`. */
export function asPublished(part: Body): Body {
  if (part.type === 'image_url') {
    const url = asString(part.image_url) ?? asString(asObject(part.image_url)?.url)
    return { type: 'image_url', image_url: { url } }
  }
  const url = asString(part.audio_url) ?? asString(asObject(part.audio_url)?.url)
  const [, format, data] = /^data:audio\/([a-z0-9.+-]+);base64,(.*)$/is.exec(url ?? '') ?? []
  return data === undefined ? part : { type: 'input_audio', input_audio: { data, format } }
}

/** `tool_choice` that is read and not enforced: all the model may do is call or not. */
export function asAuto(heard: Body): Body {
  return heard.tool_choice === 'none' ? heard : without(heard, 'tool_choice')
}

/** `tool_choice` of one function hides the others and enforces nothing. */
export function asHiding(heard: Body): Body {
  const name = asObject(asObject(heard.tool_choice)?.function)?.name
  if (name === undefined) return asAuto(heard)
  const tools = objects(heard.tools).filter((tool) => asObject(tool.function)?.name === name)
  return { ...without(heard, 'tool_choice'), tools }
}

/** Usage is counted whether it was asked for or not. */
export function countingUsage(heard: Body): Body {
  return heard.stream === true ? { ...heard, stream_options: { include_usage: true } } : heard
}

/** A model of these names, or 404. */
export function served(names: readonly string[], model: unknown): Refusal | undefined {
  if (names.includes(String(model))) return undefined
  return refuseWith(404, 'model_not_found', `The model \`${model}\` does not exist.`, 'model')
}

/** One of the words, or one function by name. */
export function choice(...words: readonly string[]): Check {
  const named = object({ type: oneOf('function'), function: object({ name: string() }) })
  return (value, at) => {
    if (typeof value === 'string') return oneOf(...words)(value, at)
    return asObject(value) ? named(value, at) : wrongType(at, 'a string or an object', value)
  }
}

/** Function tools as servers check them that have their own models for it: a name is all they need. */
export function tools(fits?: RegExp): Check {
  const name = string(fits ? { fits } : {})
  const fn = object({ name }, { description: nullable(string()), parameters: nullable(anyObject) })
  return array(object({ function: fn }, { type: oneOf('function') }))
}

/** Members that only make sense together with another one. */
export function pairs({ stream, stream_options: options, logprobs, top_logprobs: top }: Body): Refusal | undefined {
  if (options !== undefined && options !== null && stream !== true)
    return refuse('stream_options', null, "'stream_options' is only allowed when 'stream' is true.")
  if (top !== undefined && top !== null && logprobs !== true)
    return refuse('top_logprobs', null, "'top_logprobs' is only allowed when 'logprobs' is true.")
  return undefined
}

/** The members of these names that the published request has, with its checks. Custom tools are known to no dialect. */
export function publishedMembers(...names: readonly string[]): Record<string, Check> {
  const all = { ...parameters, ...toolMembers, tools: array(tagged('type', { function: functionTool })) }
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
}
