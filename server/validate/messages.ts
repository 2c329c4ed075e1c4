/** Checks of the messages of a request: each message, and the sequence of calls and results. */
import { object as asObject, list, objects } from '../loose.ts'
import { missing, refuse } from '../refuse.ts'
import type { Refusal } from '../twist.ts'
import { array, byTag, type Check, first, nullable, object, string } from './check.ts'
import { assistantContent, textContent, userContent } from './parts.ts'

const id = string({ min: 1 })
const named = { name: string() }

const call = byTag('type', {
  function: object({ id, function: object({ name: string(), arguments: string() }) }),
  custom: object({ id, custom: object({ name: string(), input: string() }) }),
})

const assistantShape = object(
  {},
  {
    content: nullable(assistantContent),
    refusal: nullable(string()),
    audio: nullable(object({ id: string() })),
    tool_calls: nullable(array(call)),
    function_call: nullable(object({ name: string(), arguments: string() })),
    ...named,
  },
)

/** An assistant message must have content, or a field that replaces it. */
export const assistant: Check = (value, at) => {
  const refusal = assistantShape(value, at)
  if (refusal) return refusal
  const message = asObject(value) ?? {}
  const substitutes = [message.function_call, message.refusal, message.audio, list(message.tool_calls)[0]]
  if (typeof message.content === 'string' || Array.isArray(message.content)) return undefined
  return substitutes.some((substitute) => substitute !== undefined && substitute !== null)
    ? undefined
    : missing(`${at}.content`)
}

const message = byTag('role', {
  system: object({ content: textContent }, named),
  developer: object({ content: textContent }, named),
  user: object({ content: userContent }, named),
  assistant,
  tool: object({ content: textContent, tool_call_id: string() }),
  function: object({ content: nullable(string()), name: string() }),
})

/** Checks the shape of the array of messages. */
export const messages = array(message, { min: 1 })

/** Every tool message answers a call of the previous assistant message, and every call is answered. */
export function checkAnswers(conversation: unknown): Refusal | undefined {
  let calls = new Set<unknown>()
  let open = new Set<unknown>()
  const refuseUnanswered = (i: number) =>
    open.size
      ? refuse(
          `messages[${i}].role`,
          null,
          `An assistant message with 'tool_calls' must be followed by tool messages that answer each 'tool_call_id'. No answer for: ${[...open].join(', ')}.`,
        )
      : undefined
  const messages = objects(conversation)
  const refusal = first(messages.entries(), ([i, { role, tool_calls, tool_call_id }]) => {
    if (role === 'tool') {
      open.delete(tool_call_id)
      return calls.has(tool_call_id) ? undefined : refuseUnmatched(i, calls.size > 0)
    }
    const left = refuseUnanswered(i)
    calls = new Set(role === 'assistant' ? objects(tool_calls).map((call) => call.id) : [])
    open = new Set(calls)
    return left
  })
  return refusal ?? refuseUnanswered(messages.length - 1)
}

function refuseUnmatched(i: number, afterCalls: boolean): Refusal {
  if (afterCalls)
    return refuse(
      `messages[${i}].tool_call_id`,
      null,
      `'messages[${i}].tool_call_id' is not the id of an earlier call.`,
    )
  return refuse(
    `messages[${i}].role`,
    null,
    `'messages[${i}]' has the role 'tool' but does not follow a message with 'tool_calls'.`,
  )
}
