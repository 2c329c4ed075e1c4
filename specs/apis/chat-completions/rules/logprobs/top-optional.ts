import type { Rule } from '../../../../../src/model/index.ts'
import { findRefusedForms } from '../conversation/_forms.ts'

export default {
  says: 'logprobs is accepted without top_logprobs.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › logprobs, top_logprobs (both optional)',
  why: 'Code written for the reference requests only the chosen token, without top_logprobs, and gets an error.',
  mend: 'Treat an absent or null top_logprobs as 0.',
  wrong: '{"logprobs": true} → 400, {"logprobs": true, "top_logprobs": 2} → 200',
  right: '{"logprobs": true} → 200 with "top_logprobs": [] in each entry',
  seen: ['https://github.com/vllm-project/vllm/issues/4795'],
  on: ['conversation'],
  check: (seen) =>
    findRefusedForms(
      seen,
      ({ top_logprobs: _, ...ask }) => (ask.logprobs === true ? ask : undefined),
      // A server that rejects top_logprobs itself is not covered here.
      (refused) => !refused.top_logprobs,
    ),
} satisfies Rule<'conversation'>
