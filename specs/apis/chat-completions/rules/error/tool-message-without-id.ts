import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A tool message without tool_call_id is rejected.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestToolMessage.required',
  why: 'The server can only guess which call the result belongs to.',
  mend: 'Answer 400 with "tool_call_id" in param.',
  wrong: '{"role": "tool", "content": "4"} → 200',
  right: '{"role": "tool", "content": "4"} → 400',
  on: [],
} satisfies Rule
