import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A request without model is rejected, unless the server has only one model.',
  level: 'MAY',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest.required; servers of a single model lawfully take any name',
  why: 'With several models, a default is a guess.',
  mend: 'Answer 400 with "model" in param.',
  wrong: '{"messages": […]} → 500',
  right: '{"messages": […]} → 400, or 200 from a server of one model',
  on: [],
} satisfies Rule
