import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A tool message without tool_call_id is refused.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestToolMessage.required',
  why: 'The result is paired with a call by chance.',
  mend: 'Answer 400 and name tool_call_id in param.',
  wrong: '{"role": "tool", "content": "4"} → 200',
  right: '{"role": "tool", "content": "4"} → 400',
  on: [],
} satisfies Rule
