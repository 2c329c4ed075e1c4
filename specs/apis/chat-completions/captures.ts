/** What chat completions look like in files. */
import type { Captures, Wire } from '../../../src/model/index.ts'
import { list, object } from '../../rules/_helpers.ts'
import { fixes } from './fixes.ts'

export const captures: Captures = {
  shapes: [
    { name: 'completion', title: 'a completion', form: 'json', endpoint: 'chat', anywhere: true },
    { name: 'chunk', title: 'a chunk', form: 'event', endpoint: 'chat', anywhere: true },
    { name: 'error', title: 'an error reply', form: 'error', endpoint: 'chat' },
    { name: 'models', title: 'a list of models', form: 'json', endpoint: 'models', anywhere: true },
    { name: 'model', title: 'a model', form: 'json', endpoint: 'model' },
    { name: 'request', title: 'a request', form: 'request', endpoint: 'chat', anywhere: true },
  ],
  shapeOf,
  holdsPrompt: ({ messages }) => messages !== undefined,
  looks: /"object"\s*:\s*"chat\.completion|"choices"\s*:\s*\[\s*\{\s*"(?:index|delta|message|finish_reason)"/,
  isForeign: (text) => FOREIGN.test(text) && !/chat[/.]completions/.test(text),
  said: /^(?:(?:input_|output_)?messages|prompts?|history|conversations?)$/i,
  clients: {
    calls: /\.chat\.completions\.(?:with_\w+\.)?(?:create|parse|stream)\(\s*/g,
    printed: /\b(?:Parsed)?(?:ChatCompletion(?:Chunk)?|ModelResponse(?:Stream)?)(?:\[[\w., []*\]+)?\((?=\w+=)/g,
    notSent: new Set(['extra_headers', 'extra_query', 'extra_body', 'timeout']),
    merged: 'extra_body',
  },
  follows: (event, before) => event.id === before.id,
  isFirst: ({ choices }) => list(choices).some((choice) => object(object(choice)?.delta)?.role !== undefined),
  isLast: ({ choices, usage }) =>
    object(usage) !== undefined || list(choices).some((choice) => typeof object(choice)?.finish_reason === 'string'),
  idOf: ({ id }) => (typeof id === 'string' ? id : undefined),
  fixes,
}

/** Endpoints of other APIs, whose requests look the same. */
const FOREIGN =
  /\/v\d\/(?:messages|responses|completions|embeddings|rerank)\b|\/api\/(?:chat|generate)\b|\b(?:messages|responses)\.create\(|:generateContent/

/** Members that only requests have, next to `model` and `messages`. */
const PARAMETERS = [
  'temperature',
  'top_p',
  'max_tokens',
  'max_completion_tokens',
  'stream',
  'stream_options',
  'tools',
  'tool_choice',
  'response_format',
  'stop',
  'n',
  'seed',
]
/** Members that requests of other APIs have next to `messages`. */
const FOREIGN_MEMBERS = [
  'system',
  'anthropic_version',
  'options',
  'keep_alive',
  'inferenceConfig',
  'contents',
  'choices',
]

function shapeOf(value: unknown): string | undefined {
  const body = object(value)
  if (!body) return undefined
  const choices = list(body.choices).map(object)
  if (body.object === 'chat.completion.chunk' || choices.some((choice) => object(choice?.delta))) return 'chunk'
  // The last event of a stream may have nothing but the usage.
  if (body.object === undefined && Array.isArray(body.choices) && !choices.length && object(body.usage)) return 'chunk'
  if (body.object === 'chat.completion' || choices.some((choice) => object(choice?.message))) return 'completion'
  if (isRequest(body)) return 'request'
  if (isError(body)) return 'error'
  if (isModelList(body)) return 'models'
  return body.object === 'model' && typeof body.id === 'string' ? 'model' : undefined
}

/** A list of messages alone is a conversation, as in training data; another member has to make it a request. */
function isRequest(body: Wire): boolean {
  if (FOREIGN_MEMBERS.some((key) => key in body)) return false
  const messages = body.messages
  const isConversation = messages === null || list(messages).some((message) => object(message)?.role !== undefined)
  if (!('messages' in body) || !(isConversation || (Array.isArray(messages) && !messages.length))) return false
  return 'model' in body || PARAMETERS.some((key) => key in body)
}

/** An error reply, also in forms that only some servers use. Many other objects have a member named error or detail. */
function isError(body: Wire): boolean {
  if ('choices' in body || 'jsonrpc' in body) return false
  const error = object(body.error)
  if (error) return typeof error.message === 'string' && ('type' in error || 'code' in error || 'param' in error)
  if (body.object === 'error') return true
  if (typeof body.error === 'string') return 'error_type' in body || Object.keys(body).length === 1
  return object(object(body.detail)?.error) !== undefined || isValidation(body.detail)
}

/** The reply of a well-known web framework to a request that does not fit. */
function isValidation(detail: unknown): boolean {
  const entries = list(detail).map(object)
  return entries.length > 0 && entries.every((entry) => entry && 'loc' in entry && 'msg' in entry)
}

function isModelList(body: Wire): boolean {
  const entries = list(body.data).map(object)
  const isModel = (entry: Wire | undefined): boolean =>
    entry !== undefined && (entry.object === 'model' || ('id' in entry && 'owned_by' in entry))
  return entries.length > 0 && entries.every(isModel)
}
