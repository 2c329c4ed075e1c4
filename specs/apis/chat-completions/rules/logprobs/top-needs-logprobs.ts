import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'top_logprobs without logprobs is rejected.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › top_logprobs (logprobs must be set to true if it is used)',
  why: 'The caller expects candidates and gets none; only an error shows the mistake.',
  mend: 'Respond with 400 to top_logprobs without logprobs true.',
  wrong: '{"top_logprobs": 2} → 200',
  right: '{"top_logprobs": 2} → 400',
  on: [],
} satisfies Rule
