/** Checks of messages in which dialects differ. */
import { object as asObject } from '../loose.ts'
import { array, type Check, object, oneOf, string } from '../validate/check.ts'
import { assistant } from '../validate/messages.ts'
import { textContent } from '../validate/parts.ts'

const published = ['system', 'developer', 'user', 'assistant', 'tool', 'function']

/** Messages with these roles; `user` checks the content of a user message. */
export function conversation(user: Check, roles: readonly string[] = published): Check {
  const role = oneOf(...roles)
  const shapes: Readonly<Record<string, Check>> = {
    assistant,
    user: object({ content: user }),
    tool: object({ content: textContent, tool_call_id: string() }),
  }
  const other = object({ content: textContent })
  const headed = object({ role })
  const message: Check = (value, at) => headed(value, at) ?? (shapes[String(asObject(value)?.role)] ?? other)(value, at)
  return array(message, { min: 1 })
}
