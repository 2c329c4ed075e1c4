/** What all versions of LightLLM's OpenAI-compatible endpoints have in common. */
import { object as asObject } from '../loose.ts'
import { refuse } from '../refuse.ts'
import type { Asked, Body, Loose, Refusal } from '../twist.ts'
import { anyObject, array, boolean, nullable, object, oneOf, string } from '../validate/check.ts'
import { parameters } from '../validate/params.ts'
import { type ErrorContent, type ErrorReply, routeError, uncaught, validationDetail, writeErrors } from './_errors.ts'
import { native } from './_lightllm-native.ts'
import { callIds, hex } from './_members.ts'
import {
  aboveZero,
  anything,
  asPublished,
  choice,
  content,
  eachPart,
  hideOthers,
  imageUrl,
  mediaUrl,
  nullableInteger,
  nullableNumber,
  omit,
  part,
  readerOf,
  requestUsage,
  stops,
  tools,
} from './_request.ts'
import { refuseIfBusy } from './_trouble.ts'

const parts = content(
  part(
    {
      text: object({ text: string() }),
      image_url: object({ image_url: imageUrl({ web: true, path: true, anyDetail: true }) }),
      audio_url: object({ audio_url: mediaUrl({ path: true }) }),
    },
    anything,
  ),
)

/** Messages with a role of its strict model may have no content; all others need content. */
const strict = ['system', 'assistant', 'tool', 'function']
const members = { tool_calls: nullable(array(anyObject)), tool_call_id: nullable(string()), name: nullable(string()) }
const loose = object({ role: string(), content: parts }, members)
const firm = object({ role: string() }, { content: nullable(parts), ...members })

const messages = array((value, at) => (strict.includes(String(asObject(value)?.role)) ? firm : loose)(value, at), {
  min: 1,
})

/** Two parameters that it knows and refuses. */
function refuseUnsupported({ logit_bias, function_call }: Body): Refusal | undefined {
  if (logit_bias !== undefined && logit_bias !== null)
    return refuse(null, null, 'The logit_bias parameter is not currently supported')
  if (function_call === undefined || function_call === 'none') return undefined
  return refuse(null, null, 'The function call feature is not supported')
}

function translate(heard: Body): Body {
  const known = ['text', 'image_url', 'audio_url']
  const seen = eachPart(heard, (part) => (known.includes(String(part.type)) ? asPublished(part) : undefined))
  const limited = Number.isInteger(seen.max_completion_tokens) ? omit(seen, 'max_tokens') : seen
  return hideOthers(omit(limited, 'parallel_tool_calls'))
}

const optional = {
  model: string(),
  temperature: nullableNumber(0),
  top_p: aboveZero(1),
  top_k: nullableInteger(-1),
  n: nullableInteger(1, 8),
  stream: nullable(boolean),
  stream_options: nullable(object({}, { include_usage: boolean })),
  stop: nullable(stops(10)),
  max_tokens: nullableInteger(1),
  max_completion_tokens: nullableInteger(1),
  presence_penalty: nullableNumber(0),
  frequency_penalty: nullableNumber(0),
  repetition_penalty: nullableNumber(1),
  seed: nullableInteger(-1, Number(2n ** 63n - 1n)),
  do_sample: boolean,
  ignore_eos: boolean,
  tools: nullable(tools()),
  tool_choice: choice('auto', 'none', 'required'),
  parallel_tool_calls: boolean,
  response_format: parameters.response_format ?? anything,
  reasoning_effort: nullable(oneOf('low', 'medium', 'high')),
  chat_template_kwargs: nullable(anyObject),
  separate_reasoning: boolean,
  stream_reasoning: boolean,
  role_settings: nullable(anyObject),
  character_settings: nullable(array(anyObject)),
}

/**
 * The request. Any model name is accepted and returned; audio is sent as `audio_url`; unknown parts are ignored; paths of
 * files on the server are accepted and never opened.
 */
const read = (as: (heard: Body) => Body) =>
  readerOf({
    required: { messages },
    optional,
    also: refuseUnsupported,
    as: (heard) => as({ model: 'default', ...translate(heard) }),
  })

/** Usage is always counted, or only if it is requested. */
export const readCounting = read(requestUsage)
export const readAsked = read((heard) => heard)

const schemaCodes = ['missing_required_parameter', 'invalid_type', 'invalid_value']

/** A body that could not be parsed, or with a wrong shape. */
function wrongForm({ status, code, param }: ErrorContent, { body }: Asked): boolean {
  const isUnparsed = body === undefined && [400, 415].includes(status)
  return isUnparsed || schemaCodes.includes(code ?? '') || (param === 'seed' && status === 400)
}

/**
 * Errors of the request validation are 422 in the form of FastAPI, errors of the sampling parameters 400. LightLLM's own
 * endpoints have no validation: an exception in their code is 417.
 */
function writeError(error: ErrorContent, asked: Asked): ErrorReply {
  const { status, message, code, param } = error
  if (code === 'array_above_max_length' && param === 'stop') return uncaught
  const isWrongForm = wrongForm(error, asked)
  if (native.paths.includes(asked.path) && asked.method === 'POST')
    return wrapError(isWrongForm ? 417 : status, message)
  return isWrongForm ? validationDetail(error, asked) : (routeError(error) ?? wrapError(status, message))
}

function wrapError(status: number, message: string): ErrorReply {
  return { status, body: { error: { message, type: typeOf(status), param: null, code: status } } }
}

function typeOf(status: number): string {
  if (status === 404) return 'NotFoundError'
  if (status === 429) return 'RateLimitError'
  return status < 500 ? 'BadRequestError' : 'InternalServerError'
}

const isBusy = refuseIfBusy('Server is busy, please try again later (Status code: 429)')

/** Errors, API keys that are not checked, ids of calls. */
export const common = {
  ...writeErrors(writeError),
  ...callIds(() => `call_${hex(24)}`),
  refusal: (refusal: Refusal | undefined, asked: Asked) => isBusy(refusal?.status === 401 ? undefined : refusal, asked),
}

/** The usage: with cached tokens, without audio tokens. */
export function usageOf({
  prompt_tokens,
  completion_tokens,
  total_tokens,
  prompt_tokens_details: details,
}: Loose): Loose {
  const prompt_tokens_details = { cached_tokens: details.cached_tokens, audio_tokens: 0 }
  return { prompt_tokens, completion_tokens, total_tokens, prompt_tokens_details }
}

/** The request numbers grow by eight, the maximum of choices of a request. */
export const requestNumber = ({ count }: Asked): string => String(8 * (count + 1))

/** The completion: all fields of its models are written, empty fields as null. */
export function completion({ object: kind, created, model, choices, usage }: Loose, asked: Asked): Loose {
  return {
    id: requestNumber(asked),
    object: kind,
    created,
    model,
    choices: choices.map(({ index, message, finish_reason }: Loose) => ({
      index,
      message: {
        role: message.role,
        content: message.content ?? '',
        reasoning: message.reasoning_content ?? '',
        reasoning_content: null,
        tool_calls:
          message.tool_calls?.map(({ id, type, function: fn }: Loose, i: number) => ({
            id,
            index: i,
            type,
            function: fn,
          })) ?? null,
      },
      finish_reason,
    })),
    usage: usageOf(usage),
  }
}

/** The list of models. */
export function models({ object: kind, data }: Loose): Loose {
  const owned = data
    .slice(0, 1)
    .map(({ id, object, created }: Loose) => ({ id, object, created, owned_by: 'lightllm', max_model_len: 16384 }))
  return { object: kind, data: owned }
}
