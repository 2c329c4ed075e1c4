import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'The logprobs object of a choice has the keys content and refusal, each an array or null.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionResponse › choices › logprobs.required',
  why: 'With the layout of the older endpoint (tokens, token_logprobs) the official libraries find no content, and evaluation programs crash.',
  mend: 'Send logprobs as {"content": [entries], "refusal": null}.',
  wrong:
    '{"logprobs": {"tokens": ["Hi"], "token_logprobs": [-0.1], "top_logprobs": [{"Hi": -0.1}], "text_offset": [0]}}',
  right:
    '{"logprobs": {"content": [{"token": "Hi", "logprob": -0.1, "bytes": [72, 105], "top_logprobs": []}], "refusal": null}}',
  seen: ['https://github.com/vllm-project/vllm/issues/3179', 'https://github.com/vllm-project/vllm/issues/5008'],
  on: ['json', 'stream'],
  of: ['chat'],
  check: bySchema('logprobs/container-keys'),
} satisfies Rule<'json' | 'stream'>
