import type { Rule } from '../../../../../src/model/index.ts'
import { findMismatches } from './_joined.ts'

export default {
  says: 'The joined tokens of a choice equal its content.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › logprobs (each output token returned in the content)',
  why: 'Programs that highlight words by probability align tokens with content, and lose the position.',
  mend: 'Send an entry for each token of the content, in order, with the bytes that it adds.',
  wrong: '{"message": {"content": "Hi there"}, "logprobs": {"content": [{"token": "Hi", …}]}}',
  right: '{"message": {"content": "Hi there"}, "logprobs": {"content": [{"token": "Hi", …}, {"token": " there", …}]}}',
  on: ['json'],
  of: ['chat'],
  check: findMismatches,
} satisfies Rule<'json'>
