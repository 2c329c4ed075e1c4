import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'prompt_tokens_details and completion_tokens_details are objects of integers, or absent.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CompletionUsage › prompt_tokens_details, completion_tokens_details',
  why: 'Cost reports read cached_tokens and reasoning_tokens from them. The official libraries accept null.',
  mend: 'Leave out the details that the server does not count.',
  wrong: '"prompt_tokens_details": null',
  right: '"prompt_tokens_details": {"cached_tokens":0}',
  seen: ['https://github.com/vllm-project/vllm/issues/44961', 'https://github.com/vllm-project/vllm/issues/16162'],
  on: ['json', 'stream'],
  perField: true,
  of: ['chat'],
  check: bySchema('usage/details-types'),
} satisfies Rule<'json' | 'stream'>
