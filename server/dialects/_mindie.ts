/** The requests and errors of MindIE's chat endpoint, with and without all of the text in each delta. */

import { objects } from '../loose.ts'
import { refuse } from '../refuse.ts'
import { hash } from '../tokens.ts'
import type { Asked, Body, Loose, Refusal } from '../twist.ts'
import { array, boolean, byTag, type Check, integer, nullable, object, string } from '../validate/check.ts'
import { checkAnswers } from '../validate/messages.ts'
import { writeErrors } from './_errors.ts'
import { counts, updateCreated } from './_members.ts'
import { conversation } from './_messages.ts'
import {
  aboveZero,
  anything,
  asAuto,
  asPublished,
  choice,
  content,
  eachPart,
  imageUrl,
  mediaUrl,
  nullableInteger,
  nullableNumber,
  open,
  readerOf,
  requestUsage,
  text,
  tools,
} from './_request.ts'
import { type Step, splitStream, withoutRole } from './_stream.ts'

const serves = ['reference-1']
const largest = 2 ** 31 - 1
const somewhere = { path: true, bare: true }

/** URLs are strings or in an object, and may be paths on the server, which are not checked. */
const userContent = content(
  byTag('type', {
    text,
    image_url: object({
      image_url: imageUrl({ web: true, anyDetail: true, ...somewhere, types: ['image/jpeg', 'image/png'] }),
    }),
    video_url: object({ video_url: mediaUrl(somewhere) }),
    audio_url: object({ audio_url: mediaUrl(somewhere) }),
  }),
)

const stop: Check = (value, at) =>
  typeof value === 'string'
    ? string({ min: 1, max: 1024 })(value, at)
    : array(string({ min: 1, max: 1024 }), { max: 1024 })(value, at)

const optional = {
  model: anything,
  stream: nullable(boolean),
  temperature: nullableNumber(0, 2),
  top_p: aboveZero(1),
  top_k: nullableInteger(0, largest),
  presence_penalty: nullableNumber(-2, 2),
  frequency_penalty: nullableNumber(-2, 2),
  repetition_penalty: aboveZero(2),
  seed: nullableInteger(0),
  stop: nullable(stop),
  stop_token_ids: nullable(array(integer())),
  include_stop_str_in_output: nullable(boolean),
  skip_special_tokens: nullable(boolean),
  ignore_eos: nullable(boolean),
  max_tokens: nullableInteger(1, largest),
  tools: nullable(tools(/^[\w\u4e00-\u9fff-]{1,64}$/)),
  tool_choice: nullable(choice('none', 'auto', 'required')),
}

function checkRequest({ model, messages }: Body): Refusal | undefined {
  if (typeof model !== 'string' || !model) return refuse('model', null, 'Request contains not model or model null')
  if (!serves.includes(model)) return refuse('model', null, `Model ${model} is not found`)
  const media = objects(messages)
    .flatMap((message) => objects(message.content))
    .filter(({ type }) => type !== 'text')
  if (media.length > 20) return refuse('messages', null, 'Request contains more than 20 media items')
  return checkAnswers(messages)
}

/** tool_choice is passed to the model and not enforced. */
const read = readerOf({
  required: { messages: conversation(userContent, ['system', 'user', 'assistant', 'tool']) },
  optional,
  also: checkRequest,
  as: (heard) => requestUsage(asAuto(eachPart(heard, asPublished))),
})

export const idOf = ({ count }: Asked): string => `endpoint_common_${count + 1}`

function callOf({ function: { arguments: args, name }, id, type }: Loose): Loose {
  return { function: { arguments: args, name }, id, type }
}

/** tool_calls is `null` without calls if the conversation has tools, and absent if not. */
function callsOf({ tool_calls: calls }: Loose, { body }: Asked): Loose {
  if (calls) return { tool_calls: calls.map(callOf) }
  return objects(body?.tools).length ? { tool_calls: null } : {}
}

/** Invented times in milliseconds: one for each token after the first. */
function times(content: string, { completion_tokens }: Loose): number[] {
  return Array.from({ length: Math.max(0, completion_tokens - 1) }, (_, i) => 15 + (hash(`${content}${i}`) % 30))
}

/** The completion, with the times of its tokens next to the usage. */
function completion({ object: kind, created, model, choices, usage }: Loose, asked: Asked): Loose {
  return {
    id: idOf(asked),
    object: kind,
    created,
    model,
    choices: choices.map(({ index, message, finish_reason }: Loose) => ({
      index,
      message: { role: 'assistant', content: message.content ?? '', ...callsOf(message, asked) },
      finish_reason,
    })),
    usage: counts(usage),
    prefill_time: 200,
    decode_time_arr: times(choices[0]?.message.content ?? '', usage),
  }
}

/** Every delta has role and content; the usage is in the last chunk, before its choice. */
export function chunks(published: Loose[], asked: Asked): Loose[] {
  const { head, steps, usage } = splitStream(published)
  const envelope = { ...head, id: idOf(asked) }
  return withoutRole(steps).map(({ index, delta, finish }: Step) => {
    const sentDelta = {
      role: 'assistant',
      content: delta.content ?? '',
      ...(delta.tool_calls ? { tool_calls: delta.tool_calls } : {}),
    }
    const chosen = { index, delta: sentDelta, finish_reason: finish }
    return { ...envelope, ...(finish !== null && usage ? { usage: counts(usage) } : {}), choices: [chosen] }
  })
}

/** All hooks but the chunks. */
export const common = {
  serves,
  endpoints: { '/chat/completions': { read } },
  ...open,
  completion,
  piece: updateCreated,
  answers: (answers: Loose[]): void => {
    for (const call of answers.flatMap(({ calls }) => calls)) call.id = `call_${call.id.slice(-8)}`
  },
  models: ({ object: kind, data }: Loose): Loose => ({
    object: kind,
    data: data.map(modelOf),
  }),
  model: (model: Loose): Loose => modelOf(model),
  ...writeErrors(({ status, message }) => {
    if ([404, 405].includes(status)) return { status: 404, body: { error: message, error_type: 'NotFoundError' } }
    if (status >= 500) return { body: { error: message, error_type: 'Incomplete Generation' } }
    return { status: 422, body: { error: message, error_type: 'Input Validation Error' } }
  }),
}

/** A model of the list: without `created`, and with the string null as parent. */
function modelOf({ id, object: kind }: Loose): Loose {
  return { id, object: kind, owned_by: 'MindIE Server', parent: 'null', root: id }
}
