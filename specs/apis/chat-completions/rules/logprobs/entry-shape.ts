import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Each entry has a string token, a number logprob, bytes (integers from 0 to 255, or null) and an array top_logprobs; each candidate has the first three.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionTokenLogprob.required, › top_logprobs.items.required',
  why: 'Typed clients reject the reply when a number is a string or a key is absent.',
  mend: 'Send all four fields in every entry and the first three in every candidate.',
  wrong: '{"token": "Hi", "logprob": "-0.1"}',
  right: '{"token": "Hi", "logprob": -0.1, "bytes": [72, 105], "top_logprobs": []}',
  on: ['json', 'stream'],
  perField: true,
  of: ['chat'],
  check: bySchema('logprobs/entry-shape'),
} satisfies Rule<'json' | 'stream'>
