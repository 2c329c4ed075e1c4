import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'The optional parameters that common clients send are accepted, whatever their effect.',
  level: 'SHOULD',
  basis: 'published schema',
  source:
    'OpenAPI CreateChatCompletionRequest, ModelResponseProperties (user, metadata, store, modalities, service_tier, logit_bias, parallel_tool_calls)',
  why: 'Frameworks send user, metadata or store with every request: one unknown member makes all of them fail.',
  mend: 'Accept the published parameters; what has no meaning here may do nothing.',
  wrong: '{"user": "u1"} → 422',
  right: '{"user": "u1"} → 200',
  on: [],
} satisfies Rule
