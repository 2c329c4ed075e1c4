/**
 * The vision model of East China Normal University's open platform. Its page shows only one sample of a completion, with
 * the fields of vLLM 0.6; streams and errors are those of vLLM 0.6.
 */
import type { Dialect } from '../dialect.ts'
import { list } from '../loose.ts'
import { refuse } from '../refuse.ts'
import type { Body, Loose, Refusal } from '../twist.ts'
import { byTag, object, string } from '../validate/check.ts'
import { checkChoice } from '../validate/tools.ts'
import { routeError, writeErrors } from './_errors.ts'
import { countsTotalFirst, hex } from './_members.ts'
import { conversation } from './_messages.ts'
import { checkServed, content, imageUrl, pairs, publishedMembers, readerOf, text } from './_request.ts'
import { type Step, splitStream } from './_stream.ts'

const serves = ['ecnu-vl']

const userContent = content(byTag('type', { text, image_url: object({ image_url: imageUrl({}) }) }))

/** Tools are documented only for the models of another page. */
function checkRequest(body: Body): Refusal | undefined {
  const wrong = checkServed(serves, body.model) ?? pairs(body) ?? checkChoice(body)
  if (wrong || !list(body.tools).length) return wrong
  return refuse('tools', null, `Tools are not supported by ${serves[0]}.`)
}

const read = readerOf({
  required: { model: string(), messages: conversation(userContent) },
  optional: {
    ...publishedMembers(
      ...['frequency_penalty', 'logit_bias', 'logprobs', 'top_logprobs', 'max_tokens', 'max_completion_tokens', 'n'],
      ...['presence_penalty', 'response_format', 'seed', 'stop', 'stream', 'stream_options', 'temperature', 'top_p'],
      ...['tools', 'tool_choice'],
    ),
  },
  also: checkRequest,
})

const probabilities = (logprobs: Loose): Loose => logprobs && { content: logprobs.content }

function choiceOf({ index, kind, delta, logprobs, finish }: Step): Loose {
  const chances = probabilities(logprobs)
  if (kind === 'end')
    return { index, delta: { content: '' }, logprobs: chances, finish_reason: finish, stop_reason: null }
  const sentDelta = kind === 'role' ? { role: 'assistant', content: '' } : delta
  return { index, delta: sentDelta, logprobs: chances, finish_reason: null }
}

export default {
  says: 'ECNU open platform, model ecnu-vl: an empty tool_calls, stop_reason, prompt_logprobs; data URIs, no tools.',
  source: 'developer.ecnu.edu.cn: vitepress/llm/api/vision; vllm-project/vllm 0.6 for streams and errors',
  bases: ['/open/api/v1'],
  serves,
  lacks: ['model', 'health'],
  endpoints: { '/chat/completions': { read } },
  completion: ({ object: kind, created, model, choices, usage }) => ({
    id: `chat-${hex(32)}`,
    object: kind,
    created,
    model,
    choices: choices.map(({ index, message, logprobs, finish_reason }: Loose) => ({
      index,
      message: { role: 'assistant', content: message.content, tool_calls: [] },
      logprobs: probabilities(logprobs),
      finish_reason,
      stop_reason: null,
    })),
    usage: countsTotalFirst(usage),
    prompt_logprobs: null,
  }),
  chunks: (chunks) => {
    const { head, steps, usage } = splitStream(chunks)
    const envelope = { ...head, id: `chat-${hex(32)}` }
    const parts = steps.map((step) => ({ ...envelope, choices: [choiceOf(step)] }))
    return usage ? [...parts, { ...envelope, choices: [], usage: countsTotalFirst(usage) }] : parts
  },
  ...writeErrors((error) => {
    const status = error.status === 415 ? 400 : error.status
    const type = status === 404 ? 'NotFoundError' : status < 500 ? 'BadRequestError' : 'InternalServerError'
    return (
      routeError(error) ?? {
        status,
        body: { object: 'error', message: error.message, type, param: null, code: status },
      }
    )
  }),
} satisfies Dialect
