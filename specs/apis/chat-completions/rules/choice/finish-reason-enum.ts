import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'finish_reason is stop, length, tool_calls, content_filter or function_call.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionResponse › choices › items › finish_reason › enum (not nullable)',
  why: 'Clients branch on it: an agent that waits for stop or tool_calls loops forever, and clients with closed enums reject the reply.',
  mend: 'Map other reasons (eos, abort, error, model_length) to the five of the contract.',
  wrong: '"finish_reason": "eos_token"',
  right: '"finish_reason": "stop"',
  on: ['json'],
  of: ['chat'],
  check: bySchema('choice/finish-reason-enum'),
} satisfies Rule<'json'>
