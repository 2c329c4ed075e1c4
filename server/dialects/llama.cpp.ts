/** llama.cpp's llama-server as of February 2025, started with `--jinja`. */
import type { Dialect } from '../dialect.ts'
import { randomId } from '../ids.ts'
import { object as asObject, list } from '../loose.ts'
import { refuse } from '../refuse.ts'
import { tokenId } from '../tokens.ts'
import type { Body, Loose, Refusal } from '../twist.ts'
import { byTag, nullable } from '../validate/check.ts'
import { checkAnswers } from '../validate/messages.ts'
import { writeErrors } from './_errors.ts'
import { updateCreated } from './_members.ts'
import { conversation } from './_messages.ts'
import { anything, content, omit, publishedMembers, readerOf, requestUsage, text } from './_request.ts'
import { type Step, splitStream } from './_stream.ts'
import { failMidway } from './_trouble.ts'

const optional = {
  ...publishedMembers(
    ...['frequency_penalty', 'logit_bias', 'logprobs', 'top_logprobs', 'max_tokens', 'n', 'presence_penalty', 'seed'],
    ...['stop', 'stream', 'temperature', 'top_p', 'tools', 'tool_choice', 'parallel_tool_calls', 'response_format'],
  ),
  model: nullable(anything),
}

/** Each of these is an exception that is not caught. */
function checkSupport({ n, tools, stream, top_logprobs: top, logprobs, messages }: Body): Refusal | undefined {
  if (n !== undefined && n !== null && n !== 1) return refuse('n', null, 'Only one completion choice is allowed')
  if (list(tools).length && stream === true) return refuse('stream', null, 'Cannot use tools with stream')
  if (top !== undefined && top !== null && logprobs !== true)
    return refuse('top_logprobs', null, 'top_logprobs requires logprobs to be set to true')
  return checkAnswers(messages)
}

/** A json_schema is accepted and has no effect; a tool_choice that is not a string means auto. */
function translate(heard: Body): Body {
  const schema = asObject(heard.response_format)?.type === 'json_schema'
  const named = asObject(heard.tool_choice) !== undefined
  const read = omit(heard, ...(schema ? ['response_format'] : []), ...(named ? ['tool_choice'] : []))
  return { ...requestUsage(read), model: typeof heard.model === 'string' ? heard.model : 'gpt-3.5-turbo' }
}

const read = readerOf({
  required: { messages: conversation(content(byTag('type', { text }))) },
  optional,
  also: checkSupport,
  as: translate,
})

const fingerprint = 'b4746-c392e509'

function usageOf({ completion_tokens, prompt_tokens, total_tokens }: Loose): Loose {
  return { completion_tokens, prompt_tokens, total_tokens }
}

/** Invented from the counts, as if every token took the same time. */
function timingsOf({ prompt_tokens, completion_tokens }: Loose): Loose {
  return {
    prompt_n: prompt_tokens,
    prompt_ms: prompt_tokens * 1.25,
    prompt_per_token_ms: 1.25,
    prompt_per_second: 800.0,
    predicted_n: completion_tokens,
    predicted_ms: completion_tokens * 12.5,
    predicted_per_token_ms: 12.5,
    predicted_per_second: 80.0,
  }
}

/** Log probabilities with token ids, only if they are requested. */
function probabilities(logprobs: Loose): Loose {
  const entry = ({ token, bytes, logprob, top_logprobs }: Loose): Loose => ({
    id: tokenId(token),
    token,
    bytes,
    logprob,
    ...(top_logprobs ? { top_logprobs: top_logprobs.map(entry) } : {}),
  })
  return logprobs?.content ? { logprobs: { content: logprobs.content.map(entry) } } : {}
}

function callOf({ id, type, function: { name, arguments: args } }: Loose): Loose {
  return { type, function: { name, arguments: args }, id }
}

function choiceOf({ index, kind, delta, logprobs, finish }: Step): Loose {
  if (kind === 'end') return { finish_reason: finish, index, delta: {} }
  const sentDelta = kind === 'role' ? { role: 'assistant' } : delta
  return { finish_reason: null, index, delta: sentDelta, ...probabilities(logprobs) }
}

const types: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  501: 'not_supported_error',
  503: 'unavailable_error',
}

const engine = { code: 500, message: 'The context shift failed.', type: 'server_error' }

/** When its model was loaded: so it is the same in every list. */
const STARTED = Math.floor(Date.now() / 1000)

export default {
  says: 'llama-server of February 2025: usage and timings in the last chunk, 500 for invalid requests, text only.',
  source: 'ggerganov/llama.cpp c392e509: examples/server/{server.cpp,utils.hpp,README.md}',
  rooted: ['/chat/completions', '/models', '/health'],
  serves: ['reference-1'],
  lacks: ['model'],
  endpoints: { '/chat/completions': { read } },
  // The list of models needs no API key.
  refusal: (refusal, { path }) => (refusal?.status === 401 && path === '/models' ? undefined : refusal),
  completion: ({ created, model, choices, usage }) => ({
    choices: choices.map(({ index, message, logprobs, finish_reason }: Loose) => ({
      finish_reason,
      index,
      message: {
        role: 'assistant',
        content: message.content,
        ...(message.tool_calls ? { tool_calls: message.tool_calls.map(callOf) } : {}),
      },
      ...probabilities(logprobs),
    })),
    created,
    model,
    system_fingerprint: fingerprint,
    object: 'chat.completion',
    usage: usageOf(usage),
    id: `chatcmpl-${randomId(32)}`,
    timings: timingsOf(usage),
  }),
  chunks: (chunks) => {
    const { head, steps, usage } = splitStream(chunks)
    const { created, model, object } = head
    const id = `chatcmpl-${randomId(32)}`
    return steps.map((step, i) => ({
      choices: [choiceOf(step)],
      created,
      id,
      model,
      // The two chunks of the first token have none.
      ...(i < 2 && step.kind !== 'end' ? {} : { system_fingerprint: fingerprint }),
      object,
      ...(step.kind === 'end' && usage ? { usage: usageOf(usage), timings: timingsOf(usage) } : {}),
    }))
  },
  piece: updateCreated,
  ...failMidway(2, () => [`error: ${JSON.stringify(engine)}\n\n`, 'data: [DONE]\n\n']),
  models: ({ object, data }) => ({
    object,
    data: data.map(({ id, object: model }: Loose) => ({
      id,
      object: model,
      created: STARTED,
      owned_by: 'llamacpp',
      meta: { vocab_type: 2, n_vocab: 151936, n_ctx_train: 32768, n_embd: 896, n_params: 494032768, size: 397807104 },
    })),
  }),
  // An invalid body causes an exception that is not caught: 500.
  ...writeErrors(({ status, message }) => {
    const code = status === 405 ? 404 : [400, 413, 415].includes(status) ? 500 : status
    const type = types[code] ?? (code < 500 ? 'invalid_request_error' : 'server_error')
    return { status: code, body: { error: { code, message: code === 404 ? 'File Not Found' : message, type } } }
  }),
} satisfies Dialect
