import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Each entry has a string token, a number logprob, bytes (integers from 0 to 255, or null) and an array top_logprobs; its candidates have the first three.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionTokenLogprob.required, › top_logprobs.items.required',
  why: 'Typed clients refuse the whole reply when a number is a string or a key is absent.',
  mend: 'Send all four members in every entry and all three in every candidate.',
  wrong: '{"token": "Hi", "logprob": "-0.1"}',
  right: '{"token": "Hi", "logprob": -0.1, "bytes": [72, 105], "top_logprobs": []}',
  on: ['json', 'stream'],
  of: ['chat'],
  check: bySchema('logprobs/entry-shape'),
} satisfies Rule<'json' | 'stream'>
