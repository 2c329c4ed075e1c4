import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'An assistant message in the history may have each of its published fields, such as refusal.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestAssistantMessage › properties (refusal: a string or null)',
  why: 'A conversation in which the model refused once cannot be continued: the stored message is rejected in every later turn.',
  mend: 'Accept the published fields of an assistant message; those without a meaning for the server may be ignored.',
  wrong: '{"role": "assistant", "content": "No.", "refusal": "I cannot do that."} → 422',
  right: '{"role": "assistant", "content": "No.", "refusal": "I cannot do that."} → 200',
  on: [],
} satisfies Rule
