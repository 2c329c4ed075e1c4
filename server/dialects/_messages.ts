/** Lists of messages, as far as dialects differ in them. */
import { object as asObject } from '../loose.ts'
import { array, type Check, object, oneOf, string } from '../validate/check.ts'
import { assistant } from '../validate/messages.ts'
import { textContent } from '../validate/parts.ts'

const published = ['system', 'developer', 'user', 'assistant', 'tool', 'function']

/** Messages of these roles; `user` looks at the content of a user message. */
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
