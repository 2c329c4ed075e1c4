import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'The optional parameters that common clients send are accepted, whether or not they have an effect.',
  level: 'SHOULD',
  basis: 'published schema',
  source:
    'OpenAPI CreateChatCompletionRequest, ModelResponseProperties (user, metadata, store, modalities, service_tier, logit_bias, parallel_tool_calls)',
  why: 'Frameworks send user, metadata or store with every request: if the server rejects one of these fields, every request fails.',
  mend: 'Accept the published parameters; those without a meaning for the server may be ignored.',
  wrong: '{"user": "u1"} → 422',
  right: '{"user": "u1"} → 200',
  on: [],
} satisfies Rule
