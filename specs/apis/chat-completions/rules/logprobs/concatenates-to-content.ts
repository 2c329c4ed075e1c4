import type { Rule } from '../../../../../src/model/index.ts'
import { misjoined } from './_joined.ts'

export default {
  says: 'The tokens of a choice put together are its content.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › logprobs (each output token returned in the content)',
  why: 'Programs that mark words by their probability align the two, and lose the place.',
  mend: 'Send an entry for each token of the content, in order, with the bytes that it adds.',
  wrong: '{"message": {"content": "Hi there"}, "logprobs": {"content": [{"token": "Hi", …}]}}',
  right: '{"message": {"content": "Hi there"}, "logprobs": {"content": [{"token": "Hi", …}, {"token": " there", …}]}}',
  on: ['json'],
  of: ['chat'],
  check: misjoined,
} satisfies Rule<'json'>
