/** The completion object, and the fields that all chunks of a stream have in common. */

import { audioOf, isSpoken } from './audio.ts'
import { randomId } from './ids.ts'
import { logprobsOf } from './logprobs.ts'
import { integer, object, objects } from './loose.ts'
import { moderationOf } from './moderation.ts'
import { policyOf } from './policy.ts'
import type { Answer, Body } from './twist.ts'
import { usageOf } from './usage.ts'

/** Fields of a completion and of each chunk. */
export interface Envelope {
  id: string
  object: string
  created: number
  model: unknown
  service_tier: string
  system_fingerprint: string
}

const tiers: Readonly<Record<string, string>> = { flex: 'flex', scale: 'scale', priority: 'priority', fast: 'priority' }

/** A new envelope: a new id and the current time. */
export function envelope(body: Body, kind: 'chat.completion' | 'chat.completion.chunk'): Envelope {
  return {
    id: `chatcmpl-${randomId(29)}`,
    object: kind,
    created: Math.floor(Date.now() / 1000),
    model: body.model ?? 'reference-1',
    service_tier: tiers[String(body.service_tier)] ?? 'default',
    system_fingerprint: 'fp_5b1a7c3e9d',
  }
}

/** A tool call of a message. */
function callObject(call: Answer['calls'][number], body: Body): Record<string, unknown> {
  if (isCustom(call.name, body))
    return { id: call.id, type: 'custom', custom: { name: call.name, input: call.arguments } }
  return { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } }
}

/** Whether the request declares a custom tool of this name. */
export function isCustom(name: string, body: Body): boolean {
  return objects(body.tools).some((tool) => tool.type === 'custom' && object(tool.custom)?.name === name)
}

/** Whether the request uses the legacy `functions`: then a message has one `function_call`. */
export function isLegacy(body: Body): boolean {
  return policyOf(body).legacy
}

/** The requested number of candidates per token; undefined without logprobs. */
export function candidates(body: Body): number | undefined {
  return body.logprobs === true ? (integer(body.top_logprobs) ?? 0) : undefined
}

/** The text of an audio answer; undefined for other answers. */
export function spokenText(answer: Answer, body: Body): string | undefined {
  return isSpoken(body) && answer.text ? answer.text : undefined
}

function callMembers(answer: Answer, body: Body): Record<string, unknown> {
  const [call] = answer.calls
  if (!call) return {}
  if (isLegacy(body)) return { function_call: { name: call.name, arguments: call.arguments } }
  return { tool_calls: answer.calls.map((call) => callObject(call, body)) }
}

function choiceObject(answer: Answer, index: number, body: Body): Record<string, unknown> {
  const count = candidates(body)
  const reasoning = answer.reasoning === undefined ? {} : { reasoning_content: answer.reasoning }
  const audio = spokenText(answer, body)
  const content = audio === undefined ? answer.text : null
  return {
    index,
    message: {
      role: 'assistant',
      content,
      refusal: null,
      annotations: [],
      ...reasoning,
      ...(audio === undefined ? {} : { audio: audioOf(audio, body) }),
      ...callMembers(answer, body),
    },
    logprobs:
      count === undefined || content === null ? null : { content: logprobsOf(answer.tokens, count), refusal: null },
    finish_reason: answer.finish,
  }
}

/** The body of a reply that is not streamed. */
export function completionOf(body: Body, answers: readonly Answer[]): Record<string, unknown> {
  const { service_tier, system_fingerprint, ...head } = envelope(body, 'chat.completion')
  const moderation = moderationOf(body)
  return {
    ...head,
    choices: answers.map((answer, index) => choiceObject(answer, index, body)),
    usage: usageOf(body, answers),
    service_tier,
    system_fingerprint,
    ...(moderation ? { moderation } : {}),
  }
}
