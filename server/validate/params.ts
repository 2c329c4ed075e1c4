/** Checks of all parameters but messages and tools. */
import { wrongType } from '../refuse.ts'
import {
  anyObject,
  array,
  boolean,
  byTag,
  type Check,
  first,
  integer,
  nullable,
  number,
  object,
  oneOf,
  string,
} from './check.ts'
import { textContent } from './parts.ts'

const stop: Check = (value, at) => {
  if (typeof value === 'string') return undefined
  return Array.isArray(value)
    ? array(string(), { min: 1, max: 4 })(value, at)
    : wrongType(at, 'a string or an array', value)
}

const logitBias: Check = (value, at) =>
  anyObject(value, at) ??
  first(
    Object.entries(value as object),
    ([id, bias]) => string({ fits: /^\d+$/ })(id, at) ?? integer(-100, 100)(bias, `${at}.${id}`),
  )

/** At most 16 pairs; names up to 64 characters, values up to 512. */
const metadata: Check = (value, at) =>
  anyObject(value, at) ??
  array(string({ max: 64 }), { max: 16 })(Object.keys(value as object), at) ??
  first(Object.entries(value as object), ([key, entry]) => string({ max: 512 })(entry, `${at}.${key}`))

const responseFormat = byTag('type', {
  text: anyObject,
  json_object: anyObject,
  json_schema: object({
    json_schema: object(
      { name: string({ fits: /^[a-zA-Z0-9_-]{1,64}$/ }) },
      { description: string(), schema: anyObject, strict: nullable(boolean) },
    ),
  }),
})

const voice: Check = (value, at) => (typeof value === 'string' ? undefined : object({ id: string() })(value, at))
const policy = nullable(object({ mode: oneOf('score', 'block') }))
const location = object({
  type: oneOf('approximate'),
  approximate: object({}, { country: string(), region: string(), city: string(), timezone: string() }),
})

/** As in the published schema; null is accepted exactly where the schema is nullable. */
export const parameters: Readonly<Record<string, Check>> = {
  audio: nullable(object({ voice, format: oneOf('wav', 'aac', 'mp3', 'flac', 'opus', 'pcm16') })),
  frequency_penalty: nullable(number(-2, 2)),
  logit_bias: nullable(logitBias),
  logprobs: nullable(boolean),
  max_completion_tokens: nullable(integer(1)),
  max_tokens: nullable(integer(1)),
  metadata: nullable(metadata),
  modalities: nullable(array(oneOf('text', 'audio'), { min: 1 })),
  moderation: nullable(
    object({ model: string() }, { policy: nullable(object({}, { input: policy, output: policy })) }),
  ),
  n: nullable(integer(1, 128)),
  prediction: nullable(object({ type: oneOf('content'), content: textContent })),
  presence_penalty: nullable(number(-2, 2)),
  prompt_cache_key: nullable(string()),
  prompt_cache_options: object({}, { ttl: oneOf('30m'), mode: oneOf('implicit', 'explicit') }),
  prompt_cache_retention: nullable(oneOf('in_memory', '24h')),
  reasoning_effort: nullable(oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max')),
  response_format: responseFormat,
  safety_identifier: nullable(string({ max: 64 })),
  seed: nullable(integer()),
  service_tier: nullable(oneOf('auto', 'default', 'flex', 'scale', 'priority', 'fast')),
  stop: nullable(stop),
  store: nullable(boolean),
  stream: nullable(boolean),
  stream_options: nullable(object({}, { include_usage: boolean, include_obfuscation: boolean })),
  temperature: nullable(number(0, 2)),
  top_logprobs: nullable(integer(0, 20)),
  top_p: nullable(number(0, 1)),
  user: string(),
  verbosity: nullable(oneOf('low', 'medium', 'high')),
  web_search_options: object(
    {},
    { user_location: nullable(location), search_context_size: oneOf('low', 'medium', 'high') },
  ),
}
