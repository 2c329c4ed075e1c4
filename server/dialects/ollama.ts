/** Ollama's OpenAI-compatible endpoints as of August 2026. */
import { randomInt } from 'node:crypto'
import type { Dialect } from '../dialect.ts'
import { randomId } from '../ids.ts'
import { refuseWith } from '../refuse.ts'
import type { Loose, Refusal } from '../twist.ts'
import { byTag, nullable, object, oneOf, string } from '../validate/check.ts'
import { checkAnswers } from '../validate/messages.ts'
import { audio } from '../validate/parts.ts'
import { writeErrors } from './_errors.ts'
import { counts } from './_members.ts'
import { conversation } from './_messages.ts'
import { asPublished, content, eachPart, imageUrl, open, publishedMembers, readerOf, text } from './_request.ts'
import { isFirst, joinCalls, type Step, splitStream, withoutRole } from './_stream.ts'
import { thinking } from './_thinking.ts'

const serves = ['reference-1']
const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'ultra']

function unknown(model: unknown): Refusal | undefined {
  if (serves.includes(String(model))) return undefined
  return refuseWith(404, 'model_not_found', `model '${model}' not found`, 'model')
}

const images = imageUrl({ bare: true, types: ['image/jpeg', 'image/png', 'image/webp'] })

const read = readerOf({
  required: {
    model: string({ min: 1 }),
    messages: conversation(
      content(byTag('type', { text, image_url: object({ image_url: images }), input_audio: audio })),
    ),
  },
  optional: {
    ...publishedMembers(
      ...['frequency_penalty', 'presence_penalty', 'logprobs', 'top_logprobs', 'max_tokens', 'response_format'],
      ...['seed', 'stop', 'stream', 'stream_options', 'temperature', 'top_p', 'tools'],
    ),
    reasoning_effort: nullable(oneOf(...efforts)),
  },
  also: ({ model, messages }) => unknown(model) ?? checkAnswers(messages),
  as: (heard) => eachPart(heard, asPublished),
})

const probabilities = (logprobs: Loose): Loose => (logprobs?.content ? { logprobs: { content: logprobs.content } } : {})

/** The id is one of 999, so ids repeat. */
const id = (): string => `chatcmpl-${randomInt(999)}`

function callOf({ id, type, function: fn }: Loose, index: number): Loose {
  return { id, index, type, function: fn }
}

function deltaOf({ kind, delta }: Step): Loose {
  if (kind === 'reasoning') return { content: '', reasoning: delta.reasoning_content }
  return kind === 'call' ? { content: '', tool_calls: delta.tool_calls } : delta
}

function choiceOf(step: Step, steps: readonly Step[]): Loose {
  const { index, kind, logprobs, finish } = step
  if (kind === 'end') return { index, delta: {}, finish_reason: finish }
  const role = isFirst(step, steps) ? { role: 'assistant' } : {}
  return { index, delta: { ...role, ...deltaOf(step) }, finish_reason: null, ...probabilities(logprobs) }
}

const types: Readonly<Record<number, string>> = { 400: 'invalid_request_error', 404: 'not_found_error' }

export default {
  says: 'Ollama of August 2026: tool_choice, n and max_completion_tokens ignored, complete calls in streams, repeated ids.',
  source: 'ollama/ollama fb307609: openai/openai.go, middleware/openai.go, docs/api/openai-compatibility.mdx',
  serves,
  endpoints: { '/chat/completions': { read } },
  ...open,
  answers: (answers, asked) => {
    thinking.answers?.(answers, asked)
    for (const call of answers.flatMap(({ calls }) => calls)) call.id = `call_${randomId(8).toLowerCase()}`
  },
  completion: ({ object: kind, created, model, choices, usage }) => ({
    id: id(),
    object: kind,
    created,
    model,
    system_fingerprint: 'fp_ollama',
    choices: choices.map(({ index, message, logprobs, finish_reason }: Loose) => ({
      index,
      message: {
        role: 'assistant',
        content: message.content ?? '',
        ...(message.reasoning_content ? { reasoning: message.reasoning_content } : {}),
        ...(message.tool_calls ? { tool_calls: message.tool_calls.map(callOf) } : {}),
      },
      finish_reason,
      ...probabilities(logprobs),
    })),
    usage: counts(usage),
  }),
  chunks: (chunks) => {
    const { head, steps, usage } = splitStream(chunks)
    const { object: kind, created, model } = head
    const envelope = { id: id(), object: kind, created, model, system_fingerprint: 'fp_ollama' }
    const spoken = joinCalls(withoutRole(steps))
    const parts = spoken.map((step) => ({ ...envelope, choices: [choiceOf(step, spoken)] }))
    return usage ? [...parts, { ...envelope, choices: [], usage: counts(usage) }] : parts
  },
  models: ({ object: kind, data }) => ({
    object: kind,
    data: data.map((model: Loose) => ({ ...model, owned_by: 'library' })),
  }),
  model: (model) => ({ ...model, owned_by: 'library' }),
  ...writeErrors(({ status, message }) => {
    const code = status === 415 ? 400 : status
    return { status: code, body: { error: { message, type: types[code] ?? 'api_error', param: null, code: null } } }
  }),
} satisfies Dialect
