/**
 * A university course's LLaVA server, built on FastChat and vLLM. The page documents only the client; replies are those of
 * FastChat. The page documents only streams: other requests get FastChat's 400 with its code for an invalid body. The
 * page's client expects that the text can start with the prompt; that is left out, because the page does not say when.
 */
import type { Dialect } from '../dialect.ts'
import { randomId } from '../ids.ts'
import { objects } from '../loose.ts'
import { refuse, refuseWith } from '../refuse.ts'
import type { Body, Loose, Refusal } from '../twist.ts'
import { array, boolean, type Check, nullable, object, string } from '../validate/check.ts'
import { type ErrorContent, type ErrorReply, routeError, uncaught, writeErrors } from './_errors.ts'
import { permission } from './_members.ts'
import {
  anything,
  content,
  eachPart,
  imageUrl,
  nullableInteger,
  nullableNumber,
  omit,
  part,
  readerOf,
  stops,
  text,
} from './_request.ts'
import { type Step, splitStream } from './_stream.ts'
import { failMidway } from './_trouble.ts'

const serves = ['llava-v1.6-34b']
const roles = ['system', 'user', 'assistant']

const parts = content(
  part({ text, image_url: object({ image_url: imageUrl({ types: ['image/png'], anyDetail: true }) }) }, anything),
)
const message = object({ role: string(), content: parts })
const messages: Check = (value, at) => (typeof value === 'string' ? undefined : array(message, { min: 1 })(value, at))

const optional = {
  temperature: nullableNumber(0, 2),
  top_p: nullableNumber(0, 1),
  top_k: nullableInteger(-1),
  n: nullableInteger(1),
  max_tokens: nullableInteger(1),
  stop: nullable(stops(Infinity)),
  stream: nullable(boolean),
  presence_penalty: nullableNumber(),
  frequency_penalty: nullableNumber(),
  user: nullable(string()),
}

function checkMessages({ model, messages: conversation, stream }: Body): Refusal | undefined {
  if (!serves.includes(String(model)))
    return refuse('model', 'model_not_found', `Only ${serves.join('&&')} allowed now, your model ${model}`)
  const unknown = objects(conversation).find(({ role }) => !roles.includes(String(role)))
  if (unknown) return refuseWith(500, null, `Unknown role: ${unknown.role}`)
  return stream === true ? undefined : refuse('stream', null, 'Only streams are supported: stream must be true.')
}

/** A string is one user message; in an array only text and images are read. */
function translate(heard: Body): Body {
  const conversation = typeof heard.messages === 'string' ? [{ role: 'user', content: heard.messages }] : heard.messages
  return eachPart({ ...heard, messages: conversation }, (part) =>
    part.type === 'text' || part.type === 'image_url' ? omit(part, 'detail') : undefined,
  )
}

const read = readerOf({ required: { model: string(), messages }, optional, also: checkMessages, as: translate })

/** Unset fields are not written; object and created are unset until the last chunk of the choice. */
function choiceOf({ index, kind, delta, finish }: Step): Loose {
  return { index, delta: kind === 'role' ? { role: 'assistant' } : delta, finish_reason: finish }
}

/** One choice after the other; all finish reasons come last. */
function inOrder(steps: readonly Step[]): Step[] {
  const isEnd = (step: Step) => Number(step.kind === 'end')
  return [...steps].sort((a, b) => isEnd(a) - isEnd(b) || a.index - b.index)
}

const denied = { message: '', type: 'invalid_request_error', param: null, code: 'invalid_api_key' }

function writeError(error: ErrorContent): ErrorReply {
  if (error.status === 401) return { body: { detail: { error: denied } } }
  if (error.status === 500) return uncaught
  return routeError(error) ?? { status: 400, body: { object: 'error', message: error.message, code: codeOf(error) } }
}

function codeOf({ code }: ErrorContent): number {
  if (code === 'model_not_found') return 40301
  if (code === 'context_length_exceeded') return 40303
  return /_(?:below_min|above_max)_/.test(code ?? '') ? 40302 : 40001
}

const broken = {
  text: '**NETWORK ERROR DUE TO HIGH TRAFFIC. PLEASE REGENERATE OR REFRESH THIS PAGE.**',
  error_code: 50001,
}

export default {
  says: 'A LLaVA course server on FastChat and vLLM: streams only, PNG data URIs, chunks without object and created.',
  source: 'lm-sys/FastChat 0e6d3e4b: fastchat/serve/openai_api_server.py, fastchat/protocol/openai_api_protocol.py',
  bases: ['/api/v1', '/v1'],
  serves,
  lacks: ['model', 'health'],
  endpoints: { '/chat/completions': { read } },
  chunks: (chunks) => {
    const { head, steps } = splitStream(chunks)
    const { object: kind, created, model } = head
    const id = `chatcmpl-${randomId(22)}`
    return inOrder(steps).map((step) => ({
      id,
      ...(step.kind === 'end' ? { object: kind, created } : {}),
      model,
      choices: [choiceOf(step)],
    }))
  },
  ...failMidway(1, () => [`data: ${JSON.stringify(broken)}\n\n`, 'data: [DONE]\n\n']),
  models: ({ object: kind, data }) => ({
    object: kind,
    data: data.map(({ id, object: model, created }: Loose) => {
      return {
        id,
        object: model,
        created,
        owned_by: 'fastchat',
        root: id,
        parent: null,
        permission: permission(created),
      }
    }),
  }),
  ...writeErrors(writeError),
} satisfies Dialect
