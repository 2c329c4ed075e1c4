/** Checks of the messages of a request: each message, and the sequence of calls and results. */
import { object as asObject, list, objects } from '../loose.ts'
import { missing, refuse } from '../refuse.ts'
import type { Refusal } from '../twist.ts'
import { array, type Check, first, nullable, object, string, tagged } from './check.ts'
import { assistantContent, textContent, userContent } from './parts.ts'

const id = string({ min: 1 })
const named = { name: string() }

const call = tagged('type', {
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
  return substitutes.some((given) => given !== undefined && given !== null) ? undefined : missing(`${at}.content`)
}

const message = tagged('role', {
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
  const unanswered = (i: number) =>
    open.size
      ? refuse(
          `messages[${i}].role`,
          null,
          `An assistant message with 'tool_calls' must be followed by tool messages that answer each 'tool_call_id'. No answer for: ${[...open].join(', ')}.`,
        )
      : undefined
  const told = objects(conversation)
  const refusal = first(told.entries(), ([i, { role, tool_calls, tool_call_id }]) => {
    if (role === 'tool') {
      open.delete(tool_call_id)
      return calls.has(tool_call_id) ? undefined : unmatched(i, calls.size > 0)
    }
    const left = unanswered(i)
    calls = new Set(role === 'assistant' ? objects(tool_calls).map((made) => made.id) : [])
    open = new Set(calls)
    return left
  })
  return refusal ?? unanswered(told.length - 1)
}

function unmatched(i: number, afterCalls: boolean): Refusal {
  if (afterCalls)
    return refuse(
      `messages[${i}].tool_call_id`,
      null,
      `'messages[${i}].tool_call_id' is the id of no call made before it.`,
    )
  return refuse(
    `messages[${i}].role`,
    null,
    `'messages[${i}]' has the role 'tool' but answers no preceding message with 'tool_calls'.`,
  )
}
