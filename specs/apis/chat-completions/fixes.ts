/** Values for members that are missing from examples of chat completions. */
import type { Fixes, MemberPlace, Wire } from '../../../src/model/index.ts'
import { list, object } from '../../rules/_helpers.ts'

export const fixes: Fixes = {
  // As in the published examples.
  order: [
    'index',
    'id',
    'object',
    'created',
    'owned_by',
    'model',
    'messages',
    'role',
    'message',
    'delta',
    'type',
    'function',
    'content',
    'refusal',
    'param',
    'code',
    'logprobs',
    'finish_reason',
    'choices',
    'total_tokens',
  ],
  missing: (place) => (place.form === 'request' ? inRequest(place) : inReply(place)),
  wrong: (place) => (place.steps.at(-1) === 'object' ? nameOf(place) : undefined),
}

type Value = ReturnType<Fixes['missing']>

/** 2026-01-01T00:00:00Z. Not the clock: the same document is fixed in the same way every day. */
const CREATED = 1_767_225_600

function inRequest(place: MemberPlace): Value {
  const { steps, around } = place
  const key = steps.at(-1)
  if (steps.length === 1 && key === 'model') return modelOf(place)
  return key === 'type' && 'function' in around ? 'function' : undefined
}

function inReply(place: MemberPlace): Value {
  const { steps, around } = place
  const key = steps.at(-1) ?? ''
  const path = steps.slice(0, -1).join('/')
  if (path === '') return ofReply(key, place)
  if (/^choices\/\d+$/.test(path)) return ofChoice(key, place)
  if (/^choices\/\d+\/(?:message|delta)$/.test(path)) return ofMessage(key, around)
  if (/\/tool_calls\/\d+$/.test(path)) return ofCall(key, place)
  if (path === 'error') return ofError(key)
  if (path === 'usage') return key === 'total_tokens' ? sumOf(around) : undefined
  return /^data\/\d+$/.test(path) ? ofModel(key) : undefined
}

function ofReply(key: string, place: MemberPlace): Value {
  if (key === 'id') return place.said('id') ?? 'chatcmpl-123'
  if (key === 'created') return place.said('created') ?? CREATED
  if (key === 'model') return modelOf(place)
  return key === 'object' ? nameOf(place) : undefined
}

function modelOf({ said, inDocument }: MemberPlace): Value {
  return said('model') ?? inDocument('model').find((model) => typeof model === 'string' && model) ?? 'my-model'
}

/** The value of the member that names the kind of the object. */
function nameOf({ form, steps }: MemberPlace): string | undefined {
  if (form === 'request' || steps.length > 1) return undefined
  return form === 'event' ? 'chat.completion.chunk' : 'chat.completion'
}

function ofChoice(key: string, { steps, around, form }: MemberPlace): Value {
  if (key === 'index') return Number(steps[1])
  if (key === 'delta') return {}
  if (key === 'logprobs') return null
  if (key !== 'finish_reason') return undefined
  if (form === 'event') return null
  return list((object(around.message) ?? around).tool_calls).length ? 'tool_calls' : 'stop'
}

function ofMessage(key: string, around: Wire): Value {
  if (key === 'role') return 'assistant'
  if (key === 'refusal') return null
  return key === 'content' && 'tool_calls' in around ? null : undefined
}

function ofCall(key: string, { steps, around }: MemberPlace): Value {
  if (key === 'index') return Number(steps.at(-2))
  if (key === 'type') return 'function' in around ? 'function' : undefined
  return key === 'id' ? 'call_123' : undefined
}

function ofError(key: string): Value {
  if (key === 'param' || key === 'code') return null
  return key === 'type' ? 'invalid_request_error' : undefined
}

function ofModel(key: string): Value {
  if (key === 'object') return 'model'
  if (key === 'created') return CREATED
  return key === 'owned_by' ? 'my-organization' : undefined
}

function sumOf({ prompt_tokens: prompt, completion_tokens: completion }: Wire): number | undefined {
  return Number.isInteger(prompt) && Number.isInteger(completion) ? Number(prompt) + Number(completion) : undefined
}
