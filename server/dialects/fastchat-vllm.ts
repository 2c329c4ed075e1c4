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
import { errors, notThere, type Said, type Told, uncaught } from './_errors.ts'
import { permission } from './_members.ts'
import {
  anything,
  content,
  decimal,
  eachPart,
  part,
  picture,
  reading,
  stops,
  text,
  whole,
  without,
} from './_request.ts'
import { type Step, taken } from './_stream.ts'
import { failing } from './_trouble.ts'

const serves = ['llava-v1.6-34b']
const roles = ['system', 'user', 'assistant']

const parts = content(
  part({ text, image_url: object({ image_url: picture({ types: ['image/png'], anyDetail: true }) }) }, anything),
)
const message = object({ role: string(), content: parts })
const messages: Check = (value, at) => (typeof value === 'string' ? undefined : array(message, { min: 1 })(value, at))

const optional = {
  temperature: decimal(0, 2),
  top_p: decimal(0, 1),
  top_k: whole(-1),
  n: whole(1),
  max_tokens: whole(1),
  stop: nullable(stops(Infinity)),
  stream: nullable(boolean),
  presence_penalty: decimal(),
  frequency_penalty: decimal(),
  user: nullable(string()),
}

function also({ model, messages: said, stream }: Body): Refusal | undefined {
  if (!serves.includes(String(model)))
    return refuse('model', 'model_not_found', `Only ${serves.join('&&')} allowed now, your model ${model}`)
  const unknown = objects(said).find(({ role }) => !roles.includes(String(role)))
  if (unknown) return refuseWith(500, null, `Unknown role: ${unknown.role}`)
  return stream === true ? undefined : refuse('stream', null, 'Only streams are offered: stream has to be true.')
}

/** A string is one user message; in an array only text and images are read. */
function translated(heard: Body): Body {
  const said = typeof heard.messages === 'string' ? [{ role: 'user', content: heard.messages }] : heard.messages
  return eachPart({ ...heard, messages: said }, (part) =>
    part.type === 'text' || part.type === 'image_url' ? without(part, 'detail') : undefined,
  )
}

const read = reading({ required: { model: string(), messages }, optional, also, as: translated })

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

function say(told: Told): Said {
  if (told.status === 401) return { body: { detail: { error: denied } } }
  if (told.status === 500) return uncaught
  return notThere(told) ?? { status: 400, body: { object: 'error', message: told.message, code: codeOf(told) } }
}

function codeOf({ code }: Told): number {
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
    const { head, steps } = taken(chunks)
    const { object: kind, created, model } = head
    const id = `chatcmpl-${randomId(22)}`
    return inOrder(steps).map((step) => ({
      id,
      ...(step.kind === 'end' ? { object: kind, created } : {}),
      model,
      choices: [choiceOf(step)],
    }))
  },
  ...failing(1, () => [`data: ${JSON.stringify(broken)}\n\n`, 'data: [DONE]\n\n']),
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
  ...errors(say),
} satisfies Dialect
