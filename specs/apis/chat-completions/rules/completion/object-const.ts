import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'object is "chat.completion".',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionResponse › object › enum',
  why: 'Gateways and front ends such as Dify distinguish replies by it and drop unknown values.',
  mend: 'Send "object": "chat.completion" in every completion.',
  wrong: '"object":"text_completion"',
  right: '"object":"chat.completion"',
  seen: ['https://github.com/langgenius/dify/pull/3506'],
  on: ['json'],
  of: ['chat'],
  check: bySchema('completion/object-const'),
} satisfies Rule<'json'>
