import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Every message has a role and the fields that its role requires.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › messages › items (ChatCompletionRequestMessage)',
  why: 'Chat templates fail on an unknown role, and a tool result without tool_call_id belongs to no call.',
  mend: 'Give every message a role and its content, a tool message the tool_call_id, and every call its id, type and function.',
  wrong: '{"model":"m","messages":[{"role":"tool","content":"4"}]}',
  right: '{"model":"m","messages":[{"role":"tool","tool_call_id":"call_1","content":"4"}]}',
  on: ['request'],
  check: bySchema('request/message-shape'),
} satisfies Rule<'request'>
