/** vLLM as of 2026. */
import type { Dialect } from '../dialect.ts'
import { object as asObject } from '../loose.ts'
import { countTokens, tokenId, tokenise } from '../tokens.ts'
import type { Answer, Asked, Body, Loose } from '../twist.ts'
import { anyObject, boolean, byTag, nullable, object, string } from '../validate/check.ts'
import { checkAnswers } from '../validate/messages.ts'
import { audio } from '../validate/parts.ts'
import { checkChoice } from '../validate/tools.ts'
import { routeError, writeErrors } from './_errors.ts'
import { countsTotalFirst, hex, permission } from './_members.ts'
import { conversation } from './_messages.ts'
import {
  asPublished,
  checkServed,
  content,
  eachPart,
  imageUrl,
  mediaUrl,
  pairs,
  publishedMembers,
  readerOf,
  text,
} from './_request.ts'
import { type Step, splitStream } from './_stream.ts'
import { thinking } from './_thinking.ts'
import { failMidway, refuseIfBusy } from './_trouble.ts'

const serves = ['reference-1']

const userContent = content(
  byTag('type', {
    text,
    image_url: object({ image_url: imageUrl({ web: true }) }),
    input_audio: audio,
    audio_url: object({ audio_url: mediaUrl() }),
    video_url: object({ video_url: mediaUrl() }),
  }),
)

const optional = {
  ...publishedMembers(
    ...['frequency_penalty', 'logit_bias', 'logprobs', 'top_logprobs', 'max_tokens', 'max_completion_tokens', 'n'],
    ...['presence_penalty', 'reasoning_effort', 'seed', 'stop', 'stream', 'temperature', 'top_p', 'user'],
    ...['tools', 'tool_choice', 'parallel_tool_calls', 'response_format'],
  ),
  model: nullable(string()),
  stream_options: nullable(object({}, { include_usage: boolean, continuous_usage_stats: boolean })),
  chat_template_kwargs: nullable(anyObject),
  return_token_ids: nullable(boolean),
}

/** A stream_options object requests usage, unless it turns it off. */
function translate(heard: Body): Body {
  const options = asObject(heard.stream_options)
  const stream_options = options && { ...options, include_usage: options.include_usage ?? true }
  const asked = stream_options ? { ...heard, stream_options } : heard
  return eachPart({ ...asked, model: heard.model ?? serves[0] }, asPublished)
}

const read = readerOf({
  required: { messages: conversation(userContent) },
  optional,
  also: (body) =>
    checkServed(serves, body.model ?? serves[0]) ?? pairs(body) ?? checkChoice(body) ?? checkAnswers(body.messages),
  as: translate,
})

/** Answers by request: the reply has their stop reason and their tokens. */
const answersByRequest = new WeakMap<Asked, readonly Answer[]>()

const stopOf = (asked: Asked, index: number): string | null => answersByRequest.get(asked)?.[index]?.stop ?? null

const idsOf = (asked: Asked, text: string): number[] | null =>
  asked.body?.return_token_ids === true ? tokenise(text).map(tokenId) : null

const promptIds = (asked: Asked): number[] | null => idsOf(asked, JSON.stringify(asked.body?.messages))

/** Log probabilities without a list for refusals. */
const probabilities = (logprobs: Loose): Loose => logprobs && { content: logprobs.content }

function messageOf({ content: words, reasoning_content, tool_calls, function_call }: Loose): Loose {
  return {
    role: 'assistant',
    content: words,
    refusal: null,
    annotations: null,
    audio: null,
    function_call: function_call ?? null,
    ...(tool_calls ? { tool_calls } : {}),
    reasoning: reasoning_content ?? null,
  }
}

function choiceOf({ index, kind, delta, logprobs, finish }: Step, asked: Asked): Loose {
  if (kind === 'role') return { index, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null }
  if (kind === 'end') {
    const ended = { finish_reason: finish, stop_reason: stopOf(asked, index), token_ids: null }
    return { index, delta: { content: '' }, logprobs: null, ...ended }
  }
  const sentDelta =
    kind === 'reasoning' ? { reasoning: delta.reasoning_content } : kind === 'call' ? nameAlone(delta) : delta
  const token_ids = idsOf(asked, delta.content ?? '')
  return { index, delta: sentDelta, logprobs: probabilities(logprobs), finish_reason: null, token_ids }
}

/** The first fragment of a call has its name; all arguments come after it. */
function nameAlone({ tool_calls: [call] }: Loose): Loose {
  return { tool_calls: [call.id ? { ...call, function: { name: call.function.name } } : call] }
}

const broken = { error: { message: 'The engine has died.', type: 'InternalServerError', param: null, code: 500 } }
const isBusy = refuseIfBusy('The server is overloaded.')

const types: Readonly<Record<number, string>> = { 400: 'BadRequestError', 404: 'NotFoundError', 429: 'RateLimitError' }

export default {
  says: 'vLLM of 2026: integer error codes, stop_reason and token_ids, usage in streams with stream_options.',
  source: 'vllm-project/vllm: vllm/entrypoints/openai/chat_completion/{protocol,serving}.py',
  serves,
  lacks: ['model'],
  endpoints: { '/chat/completions': { read } },
  refusal: isBusy,
  answers: (answers, asked) => {
    thinking.answers?.(answers, asked)
    for (const call of answers.flatMap(({ calls }) => calls)) call.id = `chatcmpl-tool-${hex(32)}`
    answersByRequest.set(asked, answers)
  },
  completion: ({ object: kind, created, model, choices, usage }, asked) => ({
    id: `chatcmpl-${hex(32)}`,
    object: kind,
    created,
    model,
    choices: choices.map(({ index, message, logprobs, finish_reason }: Loose) => ({
      index,
      message: messageOf(message),
      logprobs: probabilities(logprobs),
      finish_reason,
      stop_reason: stopOf(asked, index),
      token_ids: idsOf(asked, message.content ?? ''),
    })),
    service_tier: null,
    system_fingerprint: null,
    usage: { ...countsTotalFirst(usage), prompt_tokens_details: null },
    prompt_logprobs: null,
    prompt_token_ids: promptIds(asked),
    kv_transfer_params: null,
  }),
  chunks: (chunks, asked) => {
    const { head, steps, usage } = splitStream(chunks)
    const envelope = { ...head, id: `chatcmpl-${hex(32)}` }
    const always = asObject(asked.body?.stream_options)?.continuous_usage_stats === true
    let completion_tokens = 0
    const parts = steps.map((step) => {
      completion_tokens += countTokens(step.delta.content ?? step.delta.reasoning_content ?? '')
      const { prompt_tokens } = usage ?? {}
      const sofar = { prompt_tokens, total_tokens: prompt_tokens + completion_tokens, completion_tokens }
      return {
        ...envelope,
        choices: [choiceOf(step, asked)],
        ...(step.kind === 'role' ? { prompt_token_ids: promptIds(asked) } : {}),
        ...(usage && always ? { usage: sofar } : {}),
      }
    })
    return usage ? [...parts, { ...envelope, choices: [], usage: countsTotalFirst(usage) }] : parts
  },
  ...failMidway(2, () => [`data: ${JSON.stringify(broken)}\n\n`, 'data: [DONE]\n\n']),
  models: ({ object: kind, data }) => ({
    object: kind,
    data: data.map(({ id, object: model, created }: Loose) => {
      const owned = { id, object: model, created, owned_by: 'vllm', root: id, parent: null, max_model_len: 32768 }
      return { ...owned, permission: permission(created) }
    }),
  }),
  ...writeErrors((error) => {
    const { status, message, param } = error
    if (status === 401) return { body: { error: 'Unauthorized' } }
    // Every error of a body is 400, also a wrong Content-Type.
    const code = status === 415 ? 400 : status
    const type = types[code] ?? (code < 500 ? 'BadRequestError' : 'InternalServerError')
    return routeError(error) ?? { status: code, body: { error: { message, type, param, code } } }
  }),
} satisfies Dialect
