import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A request without messages is rejected.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest.required; the reference answers 400, code missing_required_parameter',
  why: 'The model answers a question that nobody asked.',
  mend: 'Answer 400 with "messages" in param.',
  wrong: '{"model": "m"} → 200',
  right: '{"model": "m"} → 400',
  on: [],
} satisfies Rule
