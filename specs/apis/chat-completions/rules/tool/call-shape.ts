import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'A tool call has a string id, the type function or custom, and the field of that name with its string fields.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionMessageToolCall.required, ChatCompletionMessageCustomToolCall.required',
  why: 'Typed clients reject a call without type; without an id the result of the tool cannot be sent back.',
  mend: 'Send every call as {"id", "type": "function", "function": {"name", "arguments"}}.',
  wrong: '{"tool_calls": [{"name": "get_weather", "arguments": "{}"}]}',
  right:
    '{"tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}]}',
  on: ['json'],
  of: ['chat'],
  check: bySchema('tool/call-shape'),
} satisfies Rule<'json'>
