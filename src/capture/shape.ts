/** Tells what a JSON value is by its members. */
import { asList, asObject } from '../foundation/json.ts'
import type { Wire } from '../model/index.ts'

/** What can be judged, by the word that `--as` takes for it. */
export type Shape = 'completion' | 'chunk' | 'error' | 'models' | 'model' | 'request'

/** Members that only requests to the chat endpoint have, beside `model` and `messages`. */
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
/** Members that other protocols have beside `messages`. */
const FOREIGN = ['system', 'anthropic_version', 'options', 'keep_alive', 'inferenceConfig', 'contents', 'choices']

/** What the value is; undefined if it is nothing that is judged here. */
export function shapeOf(value: unknown): Shape | undefined {
  const body = asObject(value)
  if (!body) return undefined
  const choices = asList(body.choices).map(asObject)
  if (body.object === 'chat.completion.chunk' || choices.some((choice) => asObject(choice?.delta))) return 'chunk'
  if (body.object === 'chat.completion' || choices.some((choice) => asObject(choice?.message))) return 'completion'
  if (isRequest(body)) return 'request'
  if (isError(body)) return 'error'
  if (isModelList(body)) return 'models'
  return body.object === 'model' && typeof body.id === 'string' ? 'model' : undefined
}

/** A list of messages alone is a conversation, as in training data; something has to say that it is asked for. */
function isRequest(body: Wire): boolean {
  if (FOREIGN.some((key) => key in body)) return false
  const messages = body.messages
  const isConversation = messages === null || asList(messages).some((message) => asObject(message)?.role !== undefined)
  if (!('messages' in body) || !(isConversation || (Array.isArray(messages) && !messages.length))) return false
  return 'model' in body || PARAMETERS.some((key) => key in body)
}

/** An error reply, also in forms that only some servers use. Many other things have a member named error or detail. */
function isError(body: Wire): boolean {
  if ('choices' in body || 'jsonrpc' in body) return false
  const error = asObject(body.error)
  if (error) return typeof error.message === 'string' && ('type' in error || 'code' in error || 'param' in error)
  if (body.object === 'error') return true
  if (typeof body.error === 'string') return 'error_type' in body || Object.keys(body).length === 1
  return asObject(asObject(body.detail)?.error) !== undefined || isValidation(body.detail)
}

/** The reply of a well-known web framework to a request that does not fit. */
function isValidation(detail: unknown): boolean {
  const entries = asList(detail).map(asObject)
  return entries.length > 0 && entries.every((entry) => entry && 'loc' in entry && 'msg' in entry)
}

function isModelList(body: Wire): boolean {
  const entries = asList(body.data).map(asObject)
  const isModel = (entry: Wire | undefined): boolean =>
    entry !== undefined && (entry.object === 'model' || ('id' in entry && 'owned_by' in entry))
  return entries.length > 0 && entries.every(isModel)
}
