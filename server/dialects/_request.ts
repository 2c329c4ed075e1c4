/** How a dialect reads a body: checks its known fields and converts them to the form of the published contract. */
import type { Endpoint } from '../endpoint.ts'
import { object as asObject, string as asString, objects } from '../loose.ts'
import { missing, refuse, refuseWith, wrongType } from '../refuse.ts'
import type { Body, Refusal, Twist } from '../twist.ts'
import {
  anyObject,
  array,
  byTag,
  type Check,
  integer,
  nullable,
  number,
  object,
  oneOf,
  string,
} from '../validate/check.ts'
import { checkImageUrl, decodeBase64, imageType } from '../validate/media.ts'
import { parameters } from '../validate/params.ts'
import { functionTool, toolMembers } from '../validate/tools.ts'

export interface Reading {
  readonly required?: Readonly<Record<string, Check>>
  /** Checks of the known parameters; other parameters are ignored. */
  readonly optional: Readonly<Record<string, Check>>
  /** Conditions between parameters, and everything else that the checks above cannot see. */
  readonly also?: (body: Body) => Refusal | undefined
  /** Changes the body for the model. */
  readonly as?: (heard: Body) => Body
}

/** The `read` function of an endpoint. */
export function readerOf({ required = {}, optional, also, as = (heard) => heard }: Reading): Endpoint['read'] {
  const shape = object({ ...required }, { ...optional })
  const names = [...Object.keys(required), ...Object.keys(optional)]
  return (body) => {
    const refusal = shape(body, '') ?? also?.(body)
    return refusal ? { refusal } : { heard: as(only(body, names)) }
  }
}

/** The fields with these names that exist. */
function only(body: Body, names: readonly string[]): Body {
  return Object.fromEntries(names.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]))
}

/** An object without these fields. */
export function omit(body: Body, ...names: readonly string[]): Body {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)))
}

/** API keys are not checked. */
export const open = {
  refusal: (refusal) => (refusal?.status === 401 ? undefined : refusal),
} satisfies Pick<Twist, 'refusal'>

/** The stop sequences: a string, or an array of at most so many. */
export function stops(max: number): Check {
  return (value, at) => (typeof value === 'string' ? undefined : array(string(), { max })(value, at))
}

/** A text part. */
export const text = object({ text: string() })

/** Accepts every value. */
export const anything: Check = () => undefined

/** A number with bounds, or null. */
export const nullableNumber = (min = -Infinity, max = Infinity): Check => nullable(number(min, max))
export const nullableInteger = (min = -Infinity, max = Infinity): Check => nullable(integer(min, max))

/** For `(0, max]`, which an inclusive bound cannot express. */
export function aboveZero(max = Infinity): Check {
  const within = nullableNumber(0, max)
  return (value, at) =>
    within(value, at) ?? (value === 0 ? refuse(at, 'decimal_below_min_value', `'${at}' must be above 0.`) : undefined)
}

/** The accepted forms of an image URL. */
export interface ImageOptions {
  readonly web?: boolean
  /** Paths and `file:` URLs on the server: accepted and never opened. */
  readonly path?: boolean
  /** Image types of data URIs; all supported types by default. */
  readonly types?: readonly string[]
  /** The URL may replace the object that holds it. */
  readonly bare?: boolean
  /** `detail` may have any value. */
  readonly anyDetail?: boolean
}

/** Checks the URL of an `image_url` part. */
export function imageUrl({ web, path, types, bare, anyDetail }: ImageOptions): Check {
  const address: Check = (value, at) => {
    const wrong = string()(value, at)
    if (wrong) return wrong
    const url = String(value)
    if (path && /^(?:file:\/\/|\/)/.test(url)) return undefined
    if (!web && /^https?:/i.test(url)) return refuse(at, 'invalid_image_url', `'${at}' must be a data URI.`)
    return checkImageUrl(url, at) ?? (types ? checkType(url, types, at) : undefined)
  }
  const checkObject = object({ url: address }, anyDetail ? {} : { detail: oneOf('auto', 'low', 'high') })
  return (value, at) => (bare && typeof value === 'string' ? address(value, at) : checkObject(value, at))
}

function checkType(url: string, types: readonly string[], at: string): Refusal | undefined {
  const bytes = decodeBase64(url.slice(url.indexOf(',') + 1))
  if (!bytes || /^https?:/i.test(url) || types.includes(imageType(bytes) ?? '')) return undefined
  return refuse(at, 'invalid_image_format', `'${at}' must be one of: ${types.join(', ')}.`)
}

/** Checks the URL of an `audio_url` or `video_url` part: only data URIs are decoded, nothing is fetched. */
export function mediaUrl({ path, bare }: Pick<ImageOptions, 'path' | 'bare'> = {}): Check {
  const url: Check = (value, at) => {
    const wrong = string()(value, at)
    if (wrong || /^https?:\/\/\S+$/i.test(String(value)) || (path && /^(?:file:\/\/|\/)/.test(String(value))))
      return wrong
    const data = /^data:(?:audio|video)\/[a-z0-9.+-]+;base64,(.*)$/is.exec(String(value))?.[1]
    return data && decodeBase64(data) ? undefined : refuse(at, 'invalid_url', `'${at}' cannot be read.`)
  }
  const checkObject = object({ url })
  return (value, at) => (bare && typeof value === 'string' ? url(value, at) : checkObject(value, at))
}

/** A content part by its type; `others` checks parts of other types. */
export function part(kinds: Readonly<Record<string, Check>>, others: Check): Check {
  return (value, at) => {
    const members = asObject(value)
    if (!members) return object({})(value, at)
    if (members.type === undefined) return missing(`${at}.type`)
    return (kinds[String(members.type)] ?? others)(value, at)
  }
}

/** A content: a string or an array of parts. */
export function content(parts: Check): Check {
  return (value, at) => (typeof value === 'string' ? undefined : array(parts, { min: 1 })(value, at))
}

/** Changes the content parts of all messages; a part for which undefined is returned is left out. */
export function eachPart(heard: Body, change: (part: Body) => Body | undefined): Body {
  const messages = objects(heard.messages).map((message) =>
    Array.isArray(message.content)
      ? { ...message, content: objects(message.content).flatMap((part) => change(part) ?? []) }
      : message,
  )
  return { ...heard, messages }
}

/** A part in the form of the contract: URLs in objects, audio of a data URI as `input_audio`. */
export function asPublished(part: Body): Body {
  if (part.type === 'image_url') {
    const url = asString(part.image_url) ?? asString(asObject(part.image_url)?.url)
    return { type: 'image_url', image_url: { url } }
  }
  const url = asString(part.audio_url) ?? asString(asObject(part.audio_url)?.url)
  const [, format, data] = /^data:audio\/([a-z0-9.+-]+);base64,(.*)$/is.exec(url ?? '') ?? []
  return data === undefined ? part : { type: 'input_audio', input_audio: { data, format } }
}

/** A `tool_choice` that is accepted but not enforced: none disables calls, everything else means auto. */
export function asAuto(heard: Body): Body {
  return heard.tool_choice === 'none' ? heard : omit(heard, 'tool_choice')
}

/** A named `tool_choice` hides the other functions, and is not enforced. */
export function hideOthers(heard: Body): Body {
  const name = asObject(asObject(heard.tool_choice)?.function)?.name
  if (name === undefined) return asAuto(heard)
  const tools = objects(heard.tools).filter((tool) => asObject(tool.function)?.name === name)
  return { ...omit(heard, 'tool_choice'), tools }
}

/** Usage is always counted, also if it is not requested. */
export function requestUsage(heard: Body): Body {
  return heard.stream === true ? { ...heard, stream_options: { include_usage: true } } : heard
}

/** A model with one of these names, or 404. */
export function checkServed(names: readonly string[], model: unknown): Refusal | undefined {
  if (names.includes(String(model))) return undefined
  return refuseWith(404, 'model_not_found', `The model \`${model}\` does not exist.`, 'model')
}

/** One of these strings, or one function by name. */
export function choice(...words: readonly string[]): Check {
  const named = object({ type: oneOf('function'), function: object({ name: string() }) })
  return (value, at) => {
    if (typeof value === 'string') return oneOf(...words)(value, at)
    return asObject(value) ? named(value, at) : wrongType(at, 'a string or an object', value)
  }
}

/** Function tools as in servers with their own data models: only the name is required. */
export function tools(fits?: RegExp): Check {
  const name = string(fits ? { fits } : {})
  const fn = object({ name }, { description: nullable(string()), parameters: nullable(anyObject) })
  return array(object({ function: fn }, { type: oneOf('function') }))
}

/** Parameters that require another parameter. */
export function pairs({ stream, stream_options: options, logprobs, top_logprobs: top }: Body): Refusal | undefined {
  if (options !== undefined && options !== null && stream !== true)
    return refuse('stream_options', null, "'stream_options' is only allowed when 'stream' is true.")
  if (top !== undefined && top !== null && logprobs !== true)
    return refuse('top_logprobs', null, "'top_logprobs' is only allowed when 'logprobs' is true.")
  return undefined
}

/** The published parameters with these names and their checks. No dialect has custom tools. */
export function publishedMembers(...names: readonly string[]): Record<string, Check> {
  const all = { ...parameters, ...toolMembers, tools: array(byTag('type', { function: functionTool })) }
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
}
